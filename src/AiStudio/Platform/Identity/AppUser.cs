using Microsoft.AspNetCore.Identity;

namespace AiStudio.Platform.Identity;

/// <summary>An account. It belongs to the installation; its memberships say which organizations it works in.</summary>
internal sealed class AppUser : IdentityUser<Guid>
{
    public AppUser()
    {
        Id = Guid.CreateVersion7();
    }

    public AppUser(string email, string displayName)
        : this()
    {
        UserName = Email = email;
        DisplayName = displayName;
    }

    public string DisplayName { get; set; } = "";

    /// <summary>Set by the operator of the installation: the account opens no organization.</summary>
    public DateTimeOffset? DisabledAt { get; set; }

    public DateTimeOffset CreatedAt { get; set; }
}
