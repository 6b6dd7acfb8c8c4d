using System.ComponentModel.DataAnnotations;

namespace AiStudio.Platform.Mail;

/// <summary>The server that mails leave by. Section <c>Mail</c>. Without a host they become files under the data directory.</summary>
internal sealed class MailOptions
{
    public const string Section = "Mail";

    /// <summary>The SMTP server. Default none.</summary>
    public string Host { get; set; } = "";

    /// <summary>1 to 65,535, default 587.</summary>
    [Range(1, 65_535)]
    public int Port { get; set; } = 587;

    /// <summary>Empty: without authentication.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>The sender's address.</summary>
    [Required, EmailAddress]
    public string From { get; set; } = "aistudio@localhost.localdomain";

    /// <summary>STARTTLS. Default yes.</summary>
    public bool UseTls { get; set; } = true;

    /// <summary>Whether a browser on the machine itself may read mails that are files. They hold links that open accounts; never behind a proxy. Default no.</summary>
    public bool ShowFiles { get; set; }
}
