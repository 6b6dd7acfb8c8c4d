namespace AiStudio.Features.Prompts.Browsing;

/// <summary>A line of two texts beside each other. A line that is only in one of them has no number in the other.</summary>
/// <param name="Before">The line's number in the older text.</param>
/// <param name="After">Its number in the newer one.</param>
/// <param name="Old">What it said, in parts.</param>
/// <param name="New">What it says, in parts.</param>
internal sealed record DiffRow(int? Before, int? After, IReadOnlyList<DiffPart> Old, IReadOnlyList<DiffPart> New)
{
    public bool IsSame => Before is not null && After is not null && !New.Any(part => part.Changed) && !Old.Any(part => part.Changed);
}
