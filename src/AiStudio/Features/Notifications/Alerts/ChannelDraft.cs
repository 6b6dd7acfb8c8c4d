using System.Net.Mail;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>A channel as somebody asks for it.</summary>
/// <param name="Kind">How it carries alerts.</param>
/// <param name="Name">What people call it, 1 to 100 characters.</param>
/// <param name="Address">The mailbox, or the hook's whole address.</param>
internal sealed record ChannelDraft(ChannelKind Kind, string Name, string Address)
{
    public Error? Problem => this switch
    {
        { Name.Length: 0 or > 100 } => Error.Invalid("channel_name", "Give the channel a name of up to 100 characters."),
        { Kind: ChannelKind.Email } when Address.Length > 254 || !MailAddress.TryCreate(Address, out var mail) || mail.Address != Address =>
            Error.Invalid("channel_address", "This is no e-mail address such as finance@example.com."),
        _ => null,
    };
}
