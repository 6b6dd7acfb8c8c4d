namespace AiStudio.Features.ApiReference;

/// <summary>A parameter of an operation.</summary>
/// <param name="Name">As it is sent.</param>
/// <param name="Place">path, query or header.</param>
/// <param name="Type">Of its value.</param>
/// <param name="Required">Whether it must be there.</param>
/// <param name="Description">What it is.</param>
public sealed record ShownParameter(string Name, string Place, string Type, bool Required, string Description);
