using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Chat.Reading;

/// <summary>What one assistant reads, to be changed.</summary>
public sealed partial class AssistantReadingForm
{
    private readonly HashSet<Guid> _chosen = [];
    private AssistantReading? _shown;
    private string _tags = "";
    private int? _days;
    private bool _saving;
    private string? _note;
    private string? _problem;

    [Parameter, EditorRequired]
    public AssistantReading Reading { get; set; } = null!;

    /// <summary>The bases that it may name.</summary>
    [Parameter]
    public IReadOnlyList<ReadBase> Bases { get; set; } = [];

    /// <summary>The setting has changed.</summary>
    [Parameter]
    public EventCallback Saved { get; set; }

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal AssistantReadings Readings { get; init; } = null!;

    // One that it names and that was archived since can be taken from it.
    private IEnumerable<ReadBase> Offered => Bases.Concat(Reading.Bases.Where(known => known.Archived));

    private string Summary => string.Join(", ", new[]
    {
        Reading.Bases.Count == 0 ? "All knowledge bases" : string.Join(" and ", Reading.Bases.Select(known => known.Name)),
        Reading.Tags.Count == 0 ? "" : $"documents with the tag {string.Join(" or ", Reading.Tags)}",
        Reading.Days is { } days ? $"documents not older than {Moment.Count(days, "day", "days")}" : "",
    }.Where(part => part.Length > 0));

    protected override void OnParametersSet()
    {
        if (_shown == Reading)
        {
            return;
        }

        _shown = Reading;
        _chosen.Clear();
        _chosen.UnionWith(Reading.Bases.Select(known => known.Id));
        (_tags, _days) = (string.Join(", ", Reading.Tags), Reading.Days);
    }

    private string Id(string field) => $"{field}-{Reading.Id:n}";

    private void Choose(Guid id, ChangeEventArgs args)
    {
        if (args.Value is true)
        {
            _chosen.Add(id);
        }
        else
        {
            _chosen.Remove(id);
        }
    }

    private async Task SaveAsync()
    {
        _saving = true;
        var saved = await Readings.SaveAsync(await Callers.GetAsync(), Reading.Id, new ReadingChoice([.. _chosen], _tags.Split(','), _days), version: null, CancellationToken.None);
        (_saving, _problem, _note) = (false, saved.Error?.Message, saved.Succeeded ? "Saved. It holds for the next question." : null);
        if (saved.Succeeded)
        {
            await Saved.InvokeAsync();
        }
    }
}
