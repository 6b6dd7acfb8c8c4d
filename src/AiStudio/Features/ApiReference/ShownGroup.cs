namespace AiStudio.Features.ApiReference;

/// <summary>Operations under one heading.</summary>
/// <param name="Name">The heading.</param>
/// <param name="Description">What they are about.</param>
/// <param name="Operations">In the order of their addresses.</param>
public sealed record ShownGroup(string Name, string Description, IReadOnlyList<ShownOperation> Operations)
{
    public string Anchor => Name.Replace(' ', '-').ToLowerInvariant();
}
