namespace AiStudio.Features.ApiReference;

/// <summary>A way in which an operation refuses.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Code">What a program branches on.</param>
/// <param name="Message">What a person reads.</param>
public sealed record ShownRefusal(string Status, string Code, string Message);
