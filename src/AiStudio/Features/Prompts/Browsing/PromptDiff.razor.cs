using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Two texts, and what one has that the other has not.</summary>
public sealed partial class PromptDiff
{
    private IReadOnlyList<DiffRow> _rows = [];
    private bool _sideBySide;
    private (string, string) _compared;

    /// <summary>The older one's name.</summary>
    [Parameter, EditorRequired]
    public string From { get; set; } = "";

    [Parameter, EditorRequired]
    public string Before { get; set; } = "";

    [Parameter, EditorRequired]
    public string After { get; set; } = "";

    private bool HasChanges => _rows.Any(row => !row.IsSame);

    private string Summary => HasChanges
        ? string.Create(CultureInfo.InvariantCulture,
            $"{Lines(_rows.Count(row => !row.IsSame && row.After is not null))} added, {_rows.Count(row => !row.IsSame && row.Before is not null)} removed · {PromptTokens.Of(Before):#,0} → {PromptTokens.Of(After):#,0} tokens, about")
        : "Not a word of the text.";

    protected override void OnParametersSet()
    {
        if (_compared != (Before, After))
            (_compared, _rows) = ((Before, After), TextDiff.Of(Before, After));
    }

    private static string Lines(int count) => count == 1 ? "1 line" : string.Create(CultureInfo.InvariantCulture, $"{count:#,0} lines");

    private static string Same(int lines) => $"{Lines(lines)} {(lines == 1 ? "is" : "are")} the same";
}
