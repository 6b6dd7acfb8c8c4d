using System.Text.Json;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The model did not call a tool, or not with these arguments.</summary>
public sealed record ToolNotCalled(string Tool) : Check
{
    /// <summary>The arguments it must not be called with; null: any.</summary>
    public JsonElement? Arguments { get; init; }

    internal override string Kind => "tool_not_called";

    internal override string? Problem => TextProblem(Tool, "the name of a tool") ?? ArgumentMatch.Problem(Arguments);

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken) =>
        ArgumentMatch.Calls(answer.ToolCalls, Tool, Arguments) ? Done(false, $"It called {Short(Tool)}.") : Done(true, $"It did not call {Short(Tool)}.");
}
