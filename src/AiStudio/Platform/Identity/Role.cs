namespace AiStudio.Platform.Identity;

/// <summary>What a member may do in an organization. Stored in lower case.</summary>
public enum Role
{
    /// <summary>Chats and reads what is shared with everyone.</summary>
    Member,

    /// <summary>Also reviews spend; reads no content.</summary>
    Finance,

    /// <summary>Also manages knowledge, prompts, models and people.</summary>
    Admin,

    /// <summary>Also names other owners and overrides gates.</summary>
    Owner,
}
