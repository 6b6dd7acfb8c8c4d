using System.Text.Json;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Gateway.Audit;
using AiStudio.Platform.Redaction;

namespace AiStudio.Features.Traces.Recording;

/// <summary>Makes of a trace what is stored of its texts, as the organization's policy wants it.</summary>
internal sealed class PayloadPacker(PayloadPolicy policy)
{
    private static readonly IReadOnlyDictionary<string, string> s_noVariables = new Dictionary<string, string>();

    private readonly Redactor? _redactor = policy.Mode == PayloadMode.Redacted ? new Redactor(policy.Patterns) : null;

    public PayloadMode Mode => policy.Mode;

    /// <summary>Null for a call that holds a kind of content that has no JSON: the others of its batch are kept all the same.</summary>
    public Packed? TryPack(CallTrace trace)
    {
        try
        {
            return Pack(trace);
        }
        catch (Exception unknown) when (unknown is NotSupportedException or JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private Packed Pack(CallTrace trace)
    {
        var (call, notes) = (trace.Call, trace.Call.Notes);
        var options = RecordedOptions.Of(trace.Options, call.MaxOutputTokens);
        var (asked, answered) = (PayloadJson.Messages(trace.Messages!), PayloadJson.Messages(trace.Answer));
        var instructed = options;
        if (_redactor is not null && options.Instructions is { } instructions)
            instructed = options with { Instructions = _redactor.Of(instructions) };
        var redactedRequest = _redactor is not null && MessageRedaction.Apply(_redactor, asked) || instructed != options;
        var redactedResponse = _redactor is not null && MessageRedaction.Apply(_redactor, answered);
        var request = new StoredRequest(PayloadJson.Version, call.Model, instructed, asked)
        {
            Passages = RecordedPassage.Of(call.Context),
            Prompt = call.PromptVersionId is { } version ? new RecordedPrompt(version, s_noVariables) : null,
            Upstream = [.. notes.Sent.Select(sent => new RecordedBody(sent.Attempt, sent.Sha256))],
            Redacted = redactedRequest,
        };
        var response = new StoredResponse(PayloadJson.Version, answered, trace.FinishReason?.Value) { Redacted = redactedResponse };
        return new Packed(PayloadJson.Pack(request), PayloadJson.Pack(response), redactedRequest || redactedResponse);
    }

    internal sealed record Packed((byte[] Compressed, int Length) Request, (byte[] Compressed, int Length) Response, bool Redacted);
}
