using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Two versions, and what one has that the other has not: of their texts line by line, of the rest part by part.</summary>
public sealed partial class PromptDiff
{
    private IReadOnlyList<DiffRow> _rows = [];
    private bool _sideBySide;
    private IReadOnlyList<ContentChange> _changes = [];
    private (string, string) _compared;

    /// <summary>The older one's name.</summary>
    [Parameter, EditorRequired]
    public string From { get; set; } = "";

    [Parameter, EditorRequired]
    public PromptContent Before { get; set; } = null!;

    /// <summary>What was put into the older one.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<IncludedPrompt> BeforeIncludes { get; set; } = [];

    [Parameter, EditorRequired]
    public PromptContent After { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<IncludedPrompt> AfterIncludes { get; set; } = [];

    private bool HasChanges => _rows.Any(row => !row.IsSame);

    private string Summary => HasChanges
        ? string.Create(CultureInfo.InvariantCulture,
            $"{Lines(_rows.Count(row => !row.IsSame && row.After is not null))} added, {_rows.Count(row => !row.IsSame && row.Before is not null)} removed · {PromptTokens.Of(Before.Template):#,0} → {PromptTokens.Of(After.Template):#,0} tokens, about")
        : _changes.Count > 0 ? "Not a word of the text, but what is below." : "Not a word of the text, and nothing else.";

    protected override void OnParametersSet()
    {
        if (_compared != (Before.Template, After.Template))
            (_compared, _rows) = ((Before.Template, After.Template), TextDiff.Of(Before.Template, After.Template));
        _changes = ContentDiff.Of(Before, BeforeIncludes, After, AfterIncludes);
    }

    private static string Lines(int count) => count == 1 ? "1 line" : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} lines");

    private static string Same(int lines) => $"{Lines(lines)} {(lines == 1 ? "is" : "are")} the same";
}
