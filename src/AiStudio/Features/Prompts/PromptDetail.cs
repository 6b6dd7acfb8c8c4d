namespace AiStudio.Features.Prompts;

/// <summary>A prompt with its versions, the newest number first, and the latest moves of its labels.</summary>
public sealed record PromptDetail(Guid Id, string Slug, string Name, IReadOnlyList<VersionEntry> Versions, IReadOnlyList<MoveEntry> Moves)
{
    /// <summary>The labels that only owners move, by name; of every prompt, whether they stand here or not.</summary>
    public IReadOnlyList<string> ProtectedLabels { get; init; } = [];

    public VersionEntry? At(string label) => Versions.FirstOrDefault(version => version.Labels.Contains(label));

    public VersionEntry? Numbered(string version) => Versions.FirstOrDefault(entry => entry.Version == version);

    internal bool IsProtected(string label) => ProtectedLabels.Contains(label);
}
