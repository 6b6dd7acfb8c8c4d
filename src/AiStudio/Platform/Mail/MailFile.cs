namespace AiStudio.Platform.Mail;

/// <summary>A mail that became a file, as a list shows it.</summary>
internal sealed record MailFile(string Name, string To, string Subject);
