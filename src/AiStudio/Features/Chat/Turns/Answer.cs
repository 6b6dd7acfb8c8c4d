using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Features.Quality;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat.Turns;

/// <summary>What has come of an answer so far, and what it makes of it at its end.</summary>
internal sealed class Answer(TimeProvider time)
{
    private static readonly TokenUsage s_nothing = new() { InputTokens = 0, OutputTokens = 0 };

    private readonly long _began = time.GetTimestamp();
    private int? _firstTokenMs;
    private ChatFinishReason? _finish;
    private Assignment? _assignment;

    public AnswerText Text { get; } = new();

    public IReadOnlyList<RetrievedPassage> Passages { get; private set; } = [];

    public Gathered? Gathered { get; private set; }

    public GatewayCall? Call { get; set; }

    public Gathered Begin(GatheredTurn gathered)
    {
        (Passages, _assignment) = (gathered.Passages, gathered.Assignment);
        return Gathered = new Gathered(Passages.Count, Passages.Select(passage => passage.DocumentId).Distinct().Count(), gathered.DurationMs) { SearchedFor = gathered.SearchedFor };
    }

    public void Add(ChatResponseUpdate update)
    {
        _finish = update.FinishReason ?? _finish;
        Add(update.Text);
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
        if (state == MessageState.Complete)
            outcome = outcome with { Measured = Measure(outcome, failed: false), Mark = Marked(outcome) };
        return state == MessageState.Interrupted
            ? outcome with { ErrorCode = "interrupted", Problem = "The answer was interrupted. What had arrived is kept; press Retry for a new one." }
            : outcome;
    }

    /// <summary>It broke off, or never began.</summary>
    public TurnOutcome Break(string code, string problem)
    {
        var outcome = Filled(TurnOutcome.Broken(Text.ToString(), code, problem));
        return outcome with { Measured = Measure(outcome, failed: true) };
    }

    private MeasuredAnswer? Measure(TurnOutcome outcome, bool failed)
    {
        if (_assignment is null || Call is null || !MeasuredAnswer.Counts([Call]))
            return null;
        var (quoting, verified) = MeasuredAnswer.Count(outcome.Citations);
        var refused = !failed && RefusalCheck.IsRefusal(_finish, outcome.Text);
        return new(_assignment, new(failed, refused, ElapsedMs(), Call.CostNanoUsd ?? 0, outcome.Text.Length, quoting, verified) { Fallback = MeasuredAnswer.WasFallback([Call]), Kept = true });
    }

    private AnswerMark Marked(TurnOutcome outcome)
    {
        var (quoting, verified) = MeasuredAnswer.Count(outcome.Citations);
        return new(RefusalCheck.IsRefusal(_finish, outcome.Text), quoting, verified);
    }

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
