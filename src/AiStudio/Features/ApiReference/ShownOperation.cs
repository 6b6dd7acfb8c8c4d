namespace AiStudio.Features.ApiReference;

/// <summary>An operation of the API as the page shows it.</summary>
/// <param name="Id">Names it, also in the page's address.</param>
/// <param name="Group">Under which heading it stands.</param>
/// <param name="Method">GET, POST, …</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Summary">A few words.</param>
/// <param name="Description">What else there is to know, in paragraphs.</param>
/// <param name="Parameters">Of path, query and headers.</param>
/// <param name="Request">A body that the app accepts, or null.</param>
/// <param name="Status">Of the good answer.</param>
/// <param name="Answer">What it looks like, or null for one without a body.</param>
/// <param name="Refusals">The ways in which it refuses.</param>
/// <param name="Curl">A line for a shell that calls it.</param>
public sealed record ShownOperation(
    string Id, string Group, string Method, string Path, string Summary, IReadOnlyList<string> Description, IReadOnlyList<ShownParameter> Parameters, string? Request,
    string Status, string? Answer, IReadOnlyList<ShownRefusal> Refusals, string Curl);
