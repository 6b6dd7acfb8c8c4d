using System.Globalization;

namespace AiStudio.Features.Prompts;

/// <summary>A version's number. https://semver.org, without pre-releases.</summary>
internal readonly record struct SemanticVersion(int Major, int Minor, int Patch) : IComparable<SemanticVersion>
{
    public static SemanticVersion Parse(string text)
    {
        var parts = text.Split('.');
        return new(Part(parts[0]), Part(parts[1]), Part(parts[2]));
    }

    public SemanticVersion Next(VersionChange change) => change switch
    {
        VersionChange.Major => new(Major + 1, 0, 0),
        VersionChange.Minor => new(Major, Minor + 1, 0),
        _ => new(Major, Minor, Patch + 1),
    };

    public int CompareTo(SemanticVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}");

    private static int Part(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
