using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Traces.Payloads;

/// <summary>A passage the messages hold.</summary>
public sealed record RecordedPassage(Guid ChunkId, Guid DocumentVersionId, int Ordinal, double Score)
{
    public static IReadOnlyList<RecordedPassage> Of(CallContext? context) =>
        [.. (context?.Passages ?? []).Select(passage => new RecordedPassage(passage.ChunkId, passage.DocumentVersionId, passage.Ordinal, passage.Score))];
}
