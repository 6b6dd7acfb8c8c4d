namespace AiStudio.Features.Prompts;

/// <summary>A prompt with its versions, the newest number first, and the latest moves of its labels.</summary>
public sealed record PromptDetail(Guid Id, string Slug, string Name, IReadOnlyList<VersionEntry> Versions, IReadOnlyList<MoveEntry> Moves)
{
    public VersionEntry? At(string label) => Versions.FirstOrDefault(version => version.Labels.Contains(label));

    public VersionEntry? Numbered(string version) => Versions.FirstOrDefault(entry => entry.Version == version);
}
