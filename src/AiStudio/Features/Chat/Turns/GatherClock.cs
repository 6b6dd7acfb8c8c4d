using System.Collections.Concurrent;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Prompts;
using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Notes how long each part of a gathering takes, for the trace of the call that follows. Parts may run side by side.</summary>
internal sealed class GatherClock(TimeProvider time)
{
    public const string Prompt = "gather.prompt";
    public const string Memory = "gather.memory";
    public const string Rewrite = "gather.rewrite";
    public const string Retrieval = "gather.retrieval";

    private readonly ConcurrentQueue<TraceSpan> _spans = new();

    public async Task<T> TimeAsync<T>(string part, Func<Task<T>> work)
    {
        var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
        var result = await work();
        _spans.Enqueue(new(part, at, time.GetElapsedTime(began)));
        return result;
    }

    public CallContext ContextOf(Guid assistantId, ResolvedPrompt prompt, IReadOnlyList<RetrievedPassage> passages) => new()
    {
        AssistantId = assistantId,
        Prompt = new(prompt.VersionId, prompt.Version, prompt.Origin.Kind, prompt.Label) { ExperimentId = prompt.Origin.ExperimentId, Arm = prompt.Origin.Arm },
        Passages = [.. passages.Select((passage, at) => new GivenPassage(passage.ChunkId, passage.DocumentVersionId, at + 1, passage.Score))],
        Spans = [.. _spans],
    };
}
