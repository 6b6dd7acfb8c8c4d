using System.Net;
using System.Net.Mail;
using System.Security.Cryptography;
using AiStudio.Platform.Http;
using AiStudio.Platform.Mail;
using AiStudio.Platform.Secrets;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>Sends one message over one channel, and says what came of it without naming a secret.</summary>
internal sealed class AlertPost(IMailSender mails, OutboundHttp outbound, SecretBox box)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public async Task<PostOutcome> SendAsync(DueDelivery due, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(s_patience);
        try
        {
            return due.Channel.Kind == ChannelKind.Email
                ? await MailAsync(due, limit.Token)
                : await PostAsync(due, limit.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return PostOutcome.TryAgain($"No answer within {s_patience.TotalSeconds:0} seconds.");
        }
    }

    private async Task<PostOutcome> MailAsync(DueDelivery due, CancellationToken cancellationToken)
    {
        try
        {
            await mails.SendAsync(new OutgoingMail(due.Channel.Target, due.Subject, due.Text), cancellationToken);
            return PostOutcome.Sent;
        }
        catch (Exception failure) when (failure is SmtpException or IOException or InvalidOperationException or FormatException)
        {
            return PostOutcome.TryAgain("The mail server did not take it.");
        }
    }

    private async Task<PostOutcome> PostAsync(DueDelivery due, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, due.Channel.OpenHook(box)) { Content = JsonContent.Create(new { text = $"*{Escape(due.Subject)}*\n{Escape(due.Text)}" }) };
            using var response = await outbound.SendAsync(request, cancellationToken);
            var status = (int)response.StatusCode;
            return response.IsSuccessStatusCode ? PostOutcome.Sent
                : status >= 500 || response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout ? PostOutcome.TryAgain($"The hook answered with status {status}.")
                : PostOutcome.GiveUp($"The hook answered with status {status}: it does not take messages. Make a new one and add it as a channel.");
        }
        catch (CryptographicException)
        {
            return PostOutcome.GiveUp("The address of the hook cannot be opened any more. Add the channel again.");
        }
        catch (Exception failure) when ((failure as OutboundRefusedException ?? failure.InnerException) is OutboundRefusedException)
        {
            return PostOutcome.GiveUp("This installation does not connect to the address of the hook.");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return PostOutcome.TryAgain("The hook could not be reached.");
        }
    }

    // What these three mean to a hook: https://api.slack.com/reference/surfaces/formatting#escaping
    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
