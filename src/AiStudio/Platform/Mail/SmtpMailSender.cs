using System.Net;
using System.Net.Mail;
using Microsoft.Extensions.Options;

namespace AiStudio.Platform.Mail;

/// <summary>Hands mails to the server in the section <c>Mail</c>.</summary>
internal sealed class SmtpMailSender(IOptions<MailOptions> options) : IMailSender
{
    public bool Delivers => true;

    public async Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        using var client = new SmtpClient(settings.Host, settings.Port) { EnableSsl = settings.UseTls };
        if (settings.User.Length > 0)
        {
            client.Credentials = new NetworkCredential(settings.User, settings.Password);
        }

        using var message = mail.ToMessage(settings);
        await client.SendMailAsync(message, cancellationToken);
    }
}
