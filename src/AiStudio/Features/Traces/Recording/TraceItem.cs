using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Recording;

/// <summary>Something to be kept of a call: its trace, or a span that came after its end.</summary>
internal sealed record TraceItem(Guid OrganizationId, Guid CallId, DateTimeOffset StartedAt, CallTrace? Trace, TraceSpan? Late)
{
    /// <summary>What the client called the request that made the call, as a fingerprint; null when it called it nothing.</summary>
    public Guid? Request { get; init; }

    // What an object costs besides its text, roughly; it is the texts and pictures that can be large.
    private const int Overhead = 512;

    /// <summary>About how many characters and bytes it keeps in memory.</summary>
    public int Size { get; } = Overhead + (Trace?.Messages?.Sum(SizeOf) ?? 0) + (Trace?.Answer.Sum(SizeOf) ?? 0);

    private static int SizeOf(ChatMessage message) => message.Contents.Sum(content => content switch
    {
        TextContent text => text.Text.Length,
        TextReasoningContent thought => thought.Text.Length,
        DataContent data => data.Data.Length,
        FunctionCallContent call => call.Arguments?.Sum(argument => argument.Key.Length + Length(argument.Value)) ?? ToolJson.Arguments(call).Length,
        FunctionResultContent result => Length(result.Result),
        _ => 0,
    });

    private static int Length(object? value) => value?.ToString()?.Length ?? 0;
}
