namespace AiStudio.Features.Traces.Detail;

/// <summary>A passage by its document; names are null where it is gone or may not be seen.</summary>
public sealed record PassageFacts(int Ordinal, double Score, string? Document, Guid? DocumentId, Guid? BaseId, string? HeadingPath, int? Page);
