using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>The text of the passage a citation opened, with the quoted words marked and brought into view.</summary>
public sealed partial class CitedWords
{
    private ElementReference _place;
    private int _from;
    private int _to;
    private bool _missing;
    private (string Text, string? Quote)? _shown;

    /// <summary>The passage.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary>Place of the quoted words in the passage, as in <c>12-84</c>, or <c>missing</c>; anything else marks all of it.</summary>
    [Parameter]
    public string? Quote { get; set; }

    protected override void OnParametersSet()
    {
        _missing = Quote == "missing";
        (_from, _to) = Place(Quote, Text.Length) ?? (0, Text.Length);
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // Focus brings the words into view, for eyes and for screen readers.
        if (_shown != (Text, Quote))
        {
            _shown = (Text, Quote);
            await _place.FocusAsync();
        }
    }

    // Whatever an address says: a place outside the passage is none.
    private static (int From, int To)? Place(string? quote, int length) =>
        quote?.Split('-') is [var first, var last]
        && int.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out var from)
        && int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var to)
        && from < to && to <= length ? (from, to) : null;
}
