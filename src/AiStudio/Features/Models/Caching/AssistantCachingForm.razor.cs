using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Caching;

/// <summary>One assistant's caching, to be changed.</summary>
public sealed partial class AssistantCachingForm
{
    private AssistantCachingRow? _shown;
    private int _keepMinutes;
    private bool _semantic;
    private double _threshold;
    private int _recheckPercent;
    private bool _saving;
    private string? _note;
    private string? _problem;

    [Parameter, EditorRequired]
    public AssistantCachingRow Row { get; set; } = null!;

    /// <summary>The setting has changed.</summary>
    [Parameter]
    public EventCallback Saved { get; set; }

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal CachingSettings Settings { get; init; } = null!;

    private string InForce => Row.Caching is { Semantic: true, TightenedThreshold: { } tightened } caching && tightened > caching.Threshold
        ? string.Create(CultureInfo.InvariantCulture, $"In force: {tightened:0.0000}, raised by wrong answers. Saving starts anew.")
        : "Cosine of the questions, 0.8 to 1; 1 finds nothing.";

    protected override void OnParametersSet()
    {
        if (_shown == Row)
        {
            return;
        }

        _shown = Row;
        (_keepMinutes, _semantic, _threshold, _recheckPercent) =
            (Row.Caching.KeepMinutes, Row.Caching.Semantic, Row.Caching.Threshold, Row.Caching.RecheckPercent);
    }

    private string Id(string field) => $"{field}-{Row.AssistantId:n}";

    private async Task SaveAsync()
    {
        _saving = true;
        var saved = await Settings.SaveAsync(
            await Callers.GetAsync(), Row.AssistantId, new CachingChoice(_keepMinutes, _semantic, _threshold, _recheckPercent), CancellationToken.None);
        (_saving, _problem, _note) = (false, saved.Error?.Message, saved.Succeeded ? "Saved. It holds for the next question." : null);
        if (saved.Succeeded)
        {
            await Saved.InvokeAsync();
        }
    }
}
