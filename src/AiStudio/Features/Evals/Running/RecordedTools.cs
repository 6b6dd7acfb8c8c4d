using System.Text.Json;
using AiStudio.Features.Evals.Checks;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Evals.Running;

/// <summary>The tools of a case: nothing is ever run, recordings answer.</summary>
internal sealed class RecordedTools
{
    private static readonly JsonElement s_anything = JsonElement.Parse("""{"type":"object"}""");

    private readonly IReadOnlyList<Recording> _recordings;
    private readonly IReadOnlyList<AIFunctionDeclaration> _declared;

    private RecordedTools(IReadOnlyList<Recording> recordings)
    {
        _recordings = recordings;
        _declared =
        [
            .. from recording in recordings
               group recording by recording.Tool into tool
               select AIFunctionFactory.CreateDeclaration(
                   tool.Key, tool.Select(one => one.Description).FirstOrDefault(text => text is not null) ?? "",
                   tool.Select(one => one.Parameters).FirstOrDefault(schema => schema is { ValueKind: JsonValueKind.Object }) ?? s_anything),
        ];
    }

    public static RecordedTools Of(IReadOnlyList<Recording> recordings) => new(recordings);

    /// <summary>What the model is offered: the version's tools as it declares them, and those that only recordings know; null when there are none.</summary>
    public IList<AITool>? Beside(IList<AITool> versions)
    {
        List<AITool> offered = [.. versions, .. _declared.Where(tool => versions.All(own => own.Name != tool.Name))];
        return offered.Count == 0 ? null : offered;
    }

    /// <summary>What the first recording that covers the call says; null when none does. The call is noted either way.</summary>
    public string? Answer(FunctionCallContent call, List<CalledTool> calls)
    {
        // Text that is no JSON object is a string here: it covers no arguments, as none would.
        var arguments = ToolJson.UnreadableOf(call) is { } text
            ? JsonSerializer.SerializeToElement(text)
            : JsonSerializer.SerializeToElement(call.Arguments ?? new Dictionary<string, object?>(), EvalJson.Options);
        calls.Add(new CalledTool(call.Name, arguments));
        return _recordings.FirstOrDefault(recording => recording.Tool == call.Name && ArgumentMatch.Covers(arguments, recording.Arguments))?.Result;
    }
}
