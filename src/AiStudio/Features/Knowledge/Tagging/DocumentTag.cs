using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Tagging;

/// <summary>How a tag is written: in lower case, without space around it, in one line.</summary>
internal static class DocumentTag
{
    /// <summary>How many a document may have, and a search be narrowed to.</summary>
    public const int Most = 20;

    /// <summary>In characters.</summary>
    public const int Longest = 50;

    public static Error Invalid => Error.Invalid("tags_invalid", $"There are at most {Most} tags, each of at most {Longest} characters in one line.");

    /// <summary>The tags as they are stored, each once, by name; null when there are too many, or one is too long.</summary>
    public static string[]? AllOf(IEnumerable<string?> tags)
    {
        string[] clean = [.. tags.Select(tag => (tag ?? "").Trim().ToLowerInvariant()).Where(tag => tag.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        return clean.Length > Most || clean.Any(tag => tag.Length > Longest || tag.Any(char.IsControl)) ? null : clean;
    }

    /// <summary>The same of tags that stand in one text with commas between.</summary>
    public static string[]? AllOf(string text) => AllOf(text.Split(','));
}
