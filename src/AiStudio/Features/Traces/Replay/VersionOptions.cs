using AiStudio.Features.Prompts;
using AiStudio.Features.Traces.Payloads;

namespace AiStudio.Features.Traces.Replay;

internal static class VersionOptions
{
    /// <summary>As a version asks; tools that only the record knows stay offered.</summary>
    public static RecordedOptions With(this RecordedOptions recorded, PromptSettings settings) => recorded with
    {
        Temperature = (float?)settings.Temperature,
        TopP = (float?)settings.TopP,
        MaxOutputTokens = settings.MaxOutputTokens,
        ResponseFormat = settings.OutputSchema is { } schema ? new RecordedFormat(schema.Element, "answer", null) : recorded.ResponseFormat,
        Tools = Tools(recorded.Tools ?? [], settings.Tools ?? []) is { Count: > 0 } tools ? tools : null,
    };

    private static List<RecordedTool> Tools(IReadOnlyList<RecordedTool> recorded, IReadOnlyList<PromptTool> own) =>
    [
        .. own.Select(tool => new RecordedTool(tool.Name, tool.Declaration.Description, tool.Declaration.JsonSchema)),
        .. recorded.Where(tool => own.All(theirs => theirs.Name != tool.Name)),
    ];
}
