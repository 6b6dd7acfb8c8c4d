namespace AiStudio.Features.Knowledge;

/// <summary>
/// A file on its way in. Without an external id a file of the same name is the next version of its document; with one, a file of the same external id is,
/// whatever its name.
/// </summary>
internal sealed record NewFile(string Name, byte[] Content, string? ExternalId = null, string? SourceUrl = null);
