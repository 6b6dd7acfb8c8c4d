namespace AiStudio.Features.Prompts;

/// <summary>A version in the list of a prompt's versions.</summary>
/// <param name="Id">Which.</param>
/// <param name="Version">Its number.</param>
/// <param name="Note">What changed, in its author's words.</param>
/// <param name="Author">Who saved it; <see langword="null"/> for the app itself, and for who has left.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Labels">The labels that stand at it.</param>
/// <param name="Tags">The words it was given to be found by.</param>
/// <param name="StoodInProduction">Whether it stands there or has.</param>
public sealed record VersionEntry(Guid Id, string Version, string Note, string? Author, DateTimeOffset CreatedAt, string[] Labels, string[] Tags, bool StoodInProduction)
{
    /// <summary>Whether its number, note, author, labels or tags have these letters; everything has none.</summary>
    public bool Says(string letters) =>
        letters.Length == 0 || Labels.Concat(Tags).Append(Version).Append(Note).Append(Author ?? "").Any(text => text.Contains(letters, StringComparison.CurrentCultureIgnoreCase));
}
