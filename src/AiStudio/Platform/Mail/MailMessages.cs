using System.Net.Mail;
using System.Text;

namespace AiStudio.Platform.Mail;

/// <summary>A mail as the framework wants it.</summary>
internal static class MailMessages
{
    public static MailMessage ToMessage(this OutgoingMail mail, MailOptions options) =>
        new(options.From, mail.To) { Subject = mail.Subject, Body = mail.Text, SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8 };
}
