namespace AiStudio.Platform.Identity;

/// <summary>A role as the database and the claims write it.</summary>
internal static class RoleNames
{
    public static string ToName(this Role role) => role switch
    {
        Role.Member => "member",
        Role.Finance => "finance",
        Role.Admin => "admin",
        Role.Owner => "owner",
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "No such role."),
    };

    /// <summary>The role, or null when there is none of this name.</summary>
    public static Role? Parse(string? name) => name switch
    {
        "member" => Role.Member,
        "finance" => Role.Finance,
        "admin" => Role.Admin,
        "owner" => Role.Owner,
        _ => null,
    };
}
