using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Gateway;

namespace AiStudio.Features.Chat.Turns;

/// <summary>What has come of an answer so far, and what it makes of it at its end.</summary>
internal sealed class Answer(TimeProvider time)
{
    private static readonly TokenUsage s_nothing = new() { InputTokens = 0, OutputTokens = 0 };

    private readonly long _began = time.GetTimestamp();
    private int? _firstTokenMs;

    public AnswerText Text { get; } = new();

    public IReadOnlyList<RetrievedPassage> Passages { get; private set; } = [];

    public Gathered? Gathered { get; private set; }

    public GatewayCall? Call { get; set; }

    public Gathered Begin(GatheredTurn gathered)
    {
        Passages = gathered.Passages;
        return Gathered = new Gathered(Passages.Count, Passages.Select(passage => passage.DocumentId).Distinct().Count(), gathered.DurationMs) { SearchedFor = gathered.SearchedFor };
    }

    public void Add(string text)
    {
        if (text.Length > 0)
            _firstTokenMs ??= ElapsedMs();
        Text.Add(text);
    }

    /// <summary>It ended as it should, was stopped, or its node shut down.</summary>
    public TurnOutcome End(MessageState state)
    {
        var text = Text.ToString();
        var outcome = Filled(new TurnOutcome(state, text) { Citations = CitationReader.Read(text, TurnCaching.CitedBy(Call?.CacheHit, Passages)) });
        return state == MessageState.Interrupted
            ? outcome with { ErrorCode = "interrupted", Problem = "The answer was interrupted. What had arrived is kept; press Retry for a new one." }
            : outcome;
    }

    /// <summary>It broke off, or never began.</summary>
    public TurnOutcome Break(string code, string problem) => Filled(TurnOutcome.Broken(Text.ToString(), code, problem));

    private TurnOutcome Filled(TurnOutcome outcome) => outcome with { CallId = Call?.Id, Facts = Facts() };

    private AnswerFacts? Facts() => Call switch
    {
        { Usage: { } usage } call => FactsOf(call, call.Served?.ModelId, usage),
        { CacheHit: { } hit } call => FactsOf(call, hit.ModelId, s_nothing) with { Origin = AnswerOrigin.Of(hit) },
        _ => null,
    };

    private AnswerFacts FactsOf(GatewayCall call, string? model, TokenUsage usage) => new(
        call.Model,
        model ?? "",
        call.Served?.Connection.Name ?? "",
        usage.InputTokens,
        usage.CachedInputTokens,
        usage.OutputTokens,
        usage.Estimated,
        call.CostNanoUsd ?? 0,
        ElapsedMs(),
        _firstTokenMs,
        call.Id,
        Passages.Count,
        call.OutputClamped,
        Gathered?.Documents,
        Gathered?.DurationMs,
        SearchedFor: Gathered?.SearchedFor);

    private int ElapsedMs() => (int)time.GetElapsedTime(_began).TotalMilliseconds;
}
