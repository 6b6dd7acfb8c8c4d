namespace AiStudio.Platform.Mail;

/// <summary>A mail in plain text to one address.</summary>
internal sealed record OutgoingMail(string To, string Subject, string Text);
