using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.IntegrationTests.Faults;

/// <summary>What one caller asks, how, and when it leaves.</summary>
internal sealed record Ask(string Model, bool Stream)
{
    public string Prompt { get; init; } = "Please count for me, slowly and without mistakes";

    public GatewayCaller? Caller { get; init; }

    public Guid? Call { get; init; }

    public int? MaxOutput { get; init; }

    public TimeSpan? Deadline { get; init; }

    /// <summary>Leave a stream after so many updates, by disposing it.</summary>
    public int? LeaveAfter { get; init; }

    /// <summary>Hang up by cancelling: a stream after so many updates, a whole answer after so many milliseconds.</summary>
    public int? HangUpAfter { get; init; }

    /// <summary>Awaited after each update, with their number so far.</summary>
    public Func<int, Task> Between { get; init; } = _ => Task.CompletedTask;

    public IList<AITool>? Tools { get; init; }
}
