using System.Text.RegularExpressions;

namespace AiStudio.Api.OpenAi;

/// <summary>The tag of <c>metadata.feature</c>, under which spend is reported and capped.</summary>
internal static partial class FeatureTag
{
    public const string Default = "api";

    /// <summary>The tag; null when there is none.</summary>
    public static string? Read(RequestObject body)
    {
        if (body.Object("metadata")?.Text("feature") is not { } tag)
            return null;
        return Tag().IsMatch(tag)
            ? tag
            : throw RequestObject.Refused(OpenAiErrors.WrongValue("metadata.feature", "1 to 64 lower-case letters, digits, dots, dashes or underscores"));
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9._-]{0,63}$")]
    private static partial Regex Tag();
}
