using System.Text.Json;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The model called a tool, with these arguments among others.</summary>
public sealed record ToolCalled(string Tool) : Check
{
    /// <summary>What its arguments must hold; null: any.</summary>
    public JsonElement? Arguments { get; init; }

    internal override string Kind => "tool_called";

    internal override string? Problem => TextProblem(Tool, "the name of a tool") ?? ArgumentMatch.Problem(Arguments);

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken) =>
        ArgumentMatch.Calls(answer.ToolCalls, Tool, Arguments) ? Done(true, $"It called {Short(Tool)}.")
        : Done(false, answer.ToolCalls.Any(call => call.Tool == Tool) ? $"It called {Short(Tool)}, but with other arguments." : $"It did not call {Short(Tool)}.");
}
