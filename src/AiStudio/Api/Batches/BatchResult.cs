namespace AiStudio.Api.Batches;

/// <summary>An answered line.</summary>
internal sealed record BatchResult(Guid Id, int Number, string CustomId, int Status, byte[] Answer, Guid? CallId);
