using System.Text.Json;

namespace AiStudio.Features.Evals;

/// <summary>What a tool answers in a case. A call that no recording covers fails the case.</summary>
/// <param name="Tool">The tool's name. The model is offered the tools of a case's recordings and those of the version, and no others.</param>
/// <param name="Result">What the model is told.</param>
public sealed record Recording(string Tool, string Result)
{
    /// <summary>The arguments it answers to: those it names must be in the call, others may be. Left out: any.</summary>
    public JsonElement? Arguments { get; init; }

    /// <summary>What the tool does, for the model.</summary>
    public string? Description { get; init; }

    /// <summary>The JSON Schema of its arguments; left out: any object.</summary>
    public JsonElement? Parameters { get; init; }
}
