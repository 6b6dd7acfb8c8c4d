using AiStudio.Platform.Results;

namespace AiStudio.Features.People;

/// <summary>The name that others see.</summary>
internal static class PersonName
{
    private const int LongestName = 100;

    public static Result<string> Read(string? text)
    {
        var name = text?.Trim() ?? "";
        return name.Length is > 0 and <= LongestName && !name.Any(char.IsControl)
            ? name
            : Error.Invalid("name", $"Write the name that others will see, at most {LongestName} characters.");
    }
}
