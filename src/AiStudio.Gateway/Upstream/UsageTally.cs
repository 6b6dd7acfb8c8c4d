using System.Text;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// What one attempt used. The provider's count is taken when it is there, possible, and the answer was finished; a count of zero is a count.
/// Otherwise the bill is an estimate from the text that went in and came out, and says so.
/// </summary>
internal sealed class UsageTally(TokenEstimate input)
{
    /// <summary>The key of <see cref="UsageDetails.AdditionalCounts"/> for input written to the provider's prompt cache.</summary>
    public const string CacheWrites = "CacheCreationInputTokens";

    private const long Impossible = 1_000_000_000;

    private UsageDetails? _reported;
    private long _outputBytes;

    /// <summary>What went in.</summary>
    public TokenEstimate Input => input;

    /// <summary>Whether anything has come from the provider.</summary>
    public bool Begun { get; private set; }

    /// <summary>Whether the provider said that the answer is finished.</summary>
    public bool Finished { get; private set; }

    public void Saw(ChatResponseUpdate update)
    {
        Begun = true;
        Finished |= update.FinishReason is not null;
        Saw(update.Contents);
    }

    public void SawWhole(ChatResponse response)
    {
        Begun = Finished = true;
        Report(response.Usage);
        foreach (var message in response.Messages)
            Saw(message.Contents);
    }

    public void SawVectors(UsageDetails? usage)
    {
        Begun = Finished = true;
        Report(usage);
    }

    /// <param name="wholeLimit">What to assume for a whole answer that was cut before any of it was seen: its limit, since nothing says how far the model got.</param>
    public TokenUsage Total(int wholeLimit)
    {
        if (Finished && Reported() is { } exact)
            return exact;
        var output = Math.Max(TokenEstimate.LikelyTokens(_outputBytes), Finished ? 0 : wholeLimit);
        return InputOnly() is { } known
            ? known with { OutputTokens = output }
            : new TokenUsage { InputTokens = input.Likely, OutputTokens = output, Estimated = true };
    }

    private void Saw(IEnumerable<AIContent> contents)
    {
        foreach (var content in contents)
        {
            _outputBytes += content switch
            {
                TextContent text => Encoding.UTF8.GetByteCount(text.Text),
                TextReasoningContent reasoning => Encoding.UTF8.GetByteCount(reasoning.Text),
                FunctionCallContent call => Encoding.UTF8.GetByteCount(call.Name) + Encoding.UTF8.GetByteCount(ToolJson.Arguments(call)),
                _ => 0,
            };
            Report((content as UsageContent)?.Details);
        }
    }

    // Counts may come more than once, each time as the sum so far: they never go down.
    private void Report(UsageDetails? details)
    {
        if (details is null)
            return;
        if (_reported is not { } sum)
        {
            _reported = details;
            return;
        }

        sum.InputTokenCount = Larger(sum.InputTokenCount, details.InputTokenCount);
        sum.OutputTokenCount = Larger(sum.OutputTokenCount, details.OutputTokenCount);
        sum.CachedInputTokenCount = Larger(sum.CachedInputTokenCount, details.CachedInputTokenCount);
        sum.ReasoningTokenCount = Larger(sum.ReasoningTokenCount, details.ReasoningTokenCount);
        if (details.AdditionalCounts?.TryGetValue(CacheWrites, out var writes) == true)
            (sum.AdditionalCounts ??= [])[CacheWrites] = Math.Max(writes, WritesOf(sum));
    }

    // What the beginning of a stream has said stays true when the rest of it never comes.
    private TokenUsage? InputOnly()
    {
        if (_reported is not { InputTokenCount: { } count and > 0 } details)
            return null;
        var usage = new TokenUsage { InputTokens = count, CachedInputTokens = details.CachedInputTokenCount ?? 0, CacheWriteTokens = WritesOf(details), OutputTokens = 0, Estimated = true };
        return IsPossible(usage) ? usage : count < Impossible ? usage with { CachedInputTokens = 0, CacheWriteTokens = 0 } : null;
    }

    private TokenUsage? Reported()
    {
        if (_reported is not { InputTokenCount: { } inputCount, OutputTokenCount: { } output } details)
            return null;
        var usage = new TokenUsage
        {
            InputTokens = inputCount,
            CachedInputTokens = details.CachedInputTokenCount ?? 0,
            CacheWriteTokens = WritesOf(details),
            OutputTokens = output,
            ReasoningTokens = details.ReasoningTokenCount ?? 0,
        };
        return IsPossible(usage) ? usage : null;
    }

    private static bool IsPossible(TokenUsage usage) =>
        usage is { InputTokens: >= 0 and < Impossible, OutputTokens: >= 0 and < Impossible, CachedInputTokens: >= 0, CacheWriteTokens: >= 0, ReasoningTokens: >= 0 }
        && usage.CachedInputTokens <= usage.InputTokens - usage.CacheWriteTokens
        && usage.ReasoningTokens <= usage.OutputTokens;

    private static long WritesOf(UsageDetails details) =>
        details.AdditionalCounts?.TryGetValue(CacheWrites, out var writes) == true ? writes : 0;

    private static long? Larger(long? left, long? right) => left is null ? right : right is null ? left : Math.Max(left.Value, right.Value);
}
