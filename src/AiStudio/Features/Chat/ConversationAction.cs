namespace AiStudio.Features.Chat;

/// <summary>What can be done with a conversation from its menu.</summary>
internal static class ConversationAction
{
    public const string Rename = "rename";
    public const string Pin = "pin";
    public const string Archive = "archive";
    public const string Delete = "delete";
    private const string RenamePrefix = "rename:";

    public static IReadOnlyList<Choice> For(ConversationRow row) =>
    [
        new(Rename, "Rename", Icon: "edit"),
        new(Pin, row.Pinned ? "Unpin" : "Pin", Icon: "pin"),
        new(Archive, row.Archived ? "Take out of the archive" : "Archive", Icon: "archive"),
        new(Delete, "Delete", Icon: "trash"),
    ];

    public static string RenameTo(string title) => RenamePrefix + title;

    public static string? NewTitle(string action) => action.StartsWith(RenamePrefix, StringComparison.Ordinal) ? action[RenamePrefix.Length..] : null;
}
