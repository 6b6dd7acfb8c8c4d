using System.Text;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>
/// Reads along while an answer goes by, and says in the end whether it may be kept: whole, ended by the model itself, nothing but text,
/// no refusal, of reasonable size, and not from a model that stood in for another, which would go on standing in after the other is back.
/// </summary>
internal sealed class AnswerCollector
{
    /// <summary>In characters.</summary>
    internal const int LargestAnswer = 200_000;

    private readonly StringBuilder _text = new();
    private bool _plain = true;
    private bool _ended;

    public void Saw(ChatResponseUpdate update)
    {
        Ended(update.FinishReason);
        Saw(update.Contents);
    }

    public void Saw(ChatResponse response)
    {
        Ended(response.FinishReason);
        _plain &= response.Messages.Count == 1;
        foreach (var message in response.Messages)
            Saw(message.Contents);
    }

    public CachedAnswer? AnswerOf(GatewayCall call, string? evidence, DateTimeOffset now)
    {
        // The last try alone: what tries before it cost would not be spent again.
        if (!_ended || !_plain || _text.Length == 0 || call is not { Served.ModelId: var model, Attempts: [.., { Usage: { } usage } answering] })
            return null;
        var stoodIn = call.Attempts.Any(attempt => attempt.ModelId != model);
        return stoodIn ? null : new(_text.ToString(), model, answering.CostNanoUsd, now) { Usage = usage, Evidence = evidence };
    }

    private void Ended(ChatFinishReason? reason)
    {
        _ended |= reason == ChatFinishReason.Stop;
        _plain &= reason is null || reason == ChatFinishReason.Stop;
    }

    private void Saw(IEnumerable<AIContent> contents)
    {
        foreach (var content in contents)
        {
            if (content is TextContent { Annotations: null or { Count: 0 } } text && !ModelRefusal.Is(text))
                _text.Append(text.Text);
            else
                _plain &= content is UsageContent or TextReasoningContent;
        }

        _plain &= _text.Length <= LargestAnswer;
        if (!_plain)
            _text.Clear();
    }
}
