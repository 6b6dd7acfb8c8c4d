using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Audit;

/// <summary>
/// Calls as OpenTelemetry's conventions for generative AI name them: a span of each with one below it for every attempt, and histograms of tokens and times.
/// Whoever listens to a source or meter of this name gets them; while nobody does, they cost next to nothing.
/// </summary>
public static class CallTelemetry
{
    /// <summary>The name of the source and the meter.</summary>
    public const string Name = "gen_ai.aistudio";

    private static readonly ActivitySource s_source = new(Name);
    private static readonly Meter s_meter = new(Name);

    private static readonly Histogram<long> s_tokens = s_meter.CreateHistogram(
        "gen_ai.client.token.usage", "{token}", "Tokens that calls used.", null,
        new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 4, 16, 64, 256, 1_024, 4_096, 16_384, 65_536, 262_144, 1_048_576, 4_194_304, 16_777_216, 67_108_864] });

    private static readonly Histogram<double> s_duration = Seconds("gen_ai.client.operation.duration", "How long calls took.");

    private static readonly Histogram<double> s_first = Seconds("gen_ai.client.operation.time_to_first_chunk", "How long calls took to the first chunk of their answer.");

    internal static Activity? Start(CallRun run)
    {
        var activity = s_source.StartActivity($"{Operation(run)} {run.Call.Model}", ActivityKind.Client);
        if (activity is { IsAllDataRequested: true })
        {
            activity.SetTag("gen_ai.operation.name", Operation(run)).SetTag("gen_ai.request.model", run.Call.Model);
            activity.SetTag("aistudio.call.id", run.Call.Id.ToString()).SetTag("aistudio.feature", run.Call.Caller.Feature);
        }

        return activity;
    }

    /// <summary>The call is over: what became of it, and with <paramref name="content"/> also what was said.</summary>
    internal static void End(Activity? activity, CallRun run, CallRecord record, bool content)
    {
        Measure(run, record);
        if (activity is not { IsAllDataRequested: true })
            return;
        Describe(activity, run, record);
        if (content && run.Dialogue is { } dialogue)
            TelemetryContent.Add(activity, dialogue);
        foreach (var attempt in record.Attempts)
            Trace(activity, attempt);
        activity.SetEndTime((record.StartedAt + record.Duration).UtcDateTime);
    }

    private static void Describe(Activity activity, CallRun run, CallRecord record)
    {
        var options = run.Dialogue?.Options;
        activity.SetTag("gen_ai.provider.name", Provider(run)).SetTag("gen_ai.response.model", record.ServedModel);
        activity.SetTag("gen_ai.request.stream", record.Streamed ? true : null).SetTag("gen_ai.request.temperature", options?.Temperature).SetTag("gen_ai.request.top_p", options?.TopP);
        activity.SetTag("gen_ai.request.seed", options?.Seed).SetTag("gen_ai.request.max_tokens", run.Call.MaxOutputTokens);
        activity.SetTag("gen_ai.usage.input_tokens", record.Usage?.InputTokens).SetTag("gen_ai.usage.output_tokens", record.Usage?.OutputTokens);
        activity.SetTag("gen_ai.usage.cache_read.input_tokens", record.Usage?.CachedInputTokens);
        if (run.Dialogue?.FinishReason is { } reason)
            activity.SetTag("gen_ai.response.finish_reasons", new[] { Word(reason) });
        if (record.FirstTokenAfter is { } first)
            activity.SetTag("gen_ai.response.time_to_first_chunk", first.TotalSeconds);
        activity.SetTag("aistudio.provider", record.Provider).SetTag("aistudio.ending", record.Ending.ToString().ToLowerInvariant()).SetTag("aistudio.cost_nano_usd", record.CostNanoUsd);
        activity.SetTag("aistudio.cache", record.CacheKind?.ToString().ToLowerInvariant()).SetTag("aistudio.turn.id", record.TurnId?.ToString());
        if (record.ErrorCode is { } code)
            activity.SetTag("error.type", code).SetStatus(ActivityStatusCode.Error, code);
    }

    private static void Trace(Activity call, CallAttempt attempt)
    {
        using var span = s_source.StartActivity($"attempt {attempt.ModelId}", ActivityKind.Client, call.Context, startTime: attempt.StartedAt);
        if (span is null)
            return;
        span.SetTag("gen_ai.response.model", attempt.ModelId).SetTag("aistudio.provider", attempt.Provider);
        span.SetTag("gen_ai.usage.input_tokens", attempt.Usage?.InputTokens).SetTag("gen_ai.usage.output_tokens", attempt.Usage?.OutputTokens);
        if (attempt.ErrorCode is { } code)
            span.SetTag("error.type", code).SetStatus(ActivityStatusCode.Error, code);
        span.SetEndTime((attempt.StartedAt + attempt.Duration).UtcDateTime);
    }

    private static void Measure(CallRun run, CallRecord record)
    {
        var tags = new TagList
        {
            { "gen_ai.operation.name", Operation(run) },
            { "gen_ai.provider.name", Provider(run) },
            { "gen_ai.request.model", Known(run, record) },
            { "gen_ai.response.model", record.ServedModel },
        };
        if (record.Usage is { } usage)
        {
            s_tokens.Record(usage.InputTokens, [.. tags, new("gen_ai.token.type", "input")]);
            s_tokens.Record(usage.OutputTokens, [.. tags, new("gen_ai.token.type", "output")]);
        }

        if (record.FirstTokenAfter is { } first)
            s_first.Record(first.TotalSeconds, tags);
        if (record.ErrorCode is { } code)
            tags.Add("error.type", code);
        s_duration.Record(record.Duration.TotalSeconds, tags);
    }

    // What a program asks for is in its own words; a label of metrics is not to be anybody's. A call that was admitted asked for something that there is.
    private static string? Known(CallRun run, CallRecord record) => run.Call.Plan is null ? null : record.RequestedModel;

    private static string Operation(CallRun run) => run.Dialogue is null ? "embeddings" : "chat";

    private static string? Provider(CallRun run) => (run.Call.Served ?? (run.Call.Plan is { Candidates: [var first, ..] } ? first : null))?.Connection.Kind.ToString().ToLowerInvariant();

    private static string Word(ChatFinishReason reason) => reason == ChatFinishReason.ToolCalls ? "tool_call" : reason.Value;

    private static Histogram<double> Seconds(string name, string description) => s_meter.CreateHistogram(
        name, "s", description, null,
        new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92] });
}
