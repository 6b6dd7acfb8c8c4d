namespace AiStudio.Platform.Mail;

/// <summary>The way out for mails.</summary>
internal interface IMailSender
{
    /// <summary>Whether mails reach the mailbox they are addressed to, so that a link in one proves the address.</summary>
    bool Delivers { get; }

    Task SendAsync(OutgoingMail mail, CancellationToken cancellationToken);
}
