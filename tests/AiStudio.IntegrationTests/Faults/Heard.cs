using System.Text;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>One call as its caller knows it.</summary>
internal sealed class Heard(Ask ask, GatewayCall call)
{
    private readonly StringBuilder _text = new();

    public Ask Ask => ask;

    public GatewayCall Call => call;

    public string Text => _text.ToString();

    public ChatFinishReason? FinishReason { get; set; }

    public Exception? Failure { get; set; }

    public IList<AIContent> Contents { get; } = [];

    public void Say(string text) => _text.Append(text);

    /// <summary>By the run's clock.</summary>
    public TimeSpan Took { get; set; }

    /// <summary>The caller did not wait for the end.</summary>
    public bool Left => ask.LeaveAfter is not null || ask.HangUpAfter is not null;

    /// <summary>Heard the end of an answer, and nothing of a fault.</summary>
    public bool EndedWell => Failure is null && FinishReason is not null;

    public string? ErrorCode => (Failure as GatewayException)?.Error.Code;

    /// <summary>Tries that asked the provider, those not passed over.</summary>
    public IReadOnlyList<CallAttempt> Tries =>
        [.. call.Attempts.Where(attempt => attempt.ErrorCode is not (CallAttempt.BreakerOpen or CallAttempt.RetryBudgetSpent or "too_many_concurrent_calls"))];

    public override string ToString() =>
        $"{(ask.Stream ? "stream" : "whole answer")} of {ask.Model} ({ErrorCode ?? Failure?.GetType().Name ?? FinishReason?.Value ?? "no end"}, {Tries.Count} tries)";
}
