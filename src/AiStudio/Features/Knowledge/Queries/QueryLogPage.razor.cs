using System.Data.Common;
using System.Globalization;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Queries;

/// <summary>What people and programs asked a base, and where it had nothing good to say. The address says what is shown.</summary>
public sealed partial class QueryLogPage : IDisposable
{
    private static readonly (string Name, string? Value)[] s_qualities = [("All", null), ("No good result", "no-good-result"), ("Thumbs down", "thumbs-down")];

    private readonly CancellationTokenSource _leaving = new();
    private QueryPage? _page;
    private QueryRow? _open;
    private string? _error;
    private bool _asking;

    [Parameter]
    public Guid BaseId { get; set; }

    [SupplyParameterFromQuery(Name = "show")]
    public string? Quality { get; set; }

    [SupplyParameterFromQuery(Name = "in")]
    public string? Source { get; set; }

    [SupplyParameterFromQuery(Name = "q")]
    public string? Words { get; set; }

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "before")]
    public string? AskedBefore { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal KnowledgeQueries Queries { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private Guid? Before => AddressValue.Id(AskedBefore);

    private bool Narrowed => Quality is not null || Source is not null || Words is not null || From is not null || To is not null || Before is not null;

    private string Empty => Narrowed ? "Change the search or the filter."
        : _page is { Keeps: false } ? "They are not kept for this base."
        : "Each question that a chat or a program asks of this base is listed here, with what was found.";

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            _open = null;
            var found = await Queries.ListAsync(await Caller.GetAsync(), BaseId, Filter(), Before, _leaving.Token);
            (_page, _error) = (found.Value, found.Error?.Message);
        }
        catch (DbException)
        {
            _error = "This could not be read right now. Try again in a moment.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private QueryFilter Filter() => new(
        Quality switch { "no-good-result" => QueryQuality.NoGoodResult, "thumbs-down" => QueryQuality.ThumbDown, _ => QueryQuality.All },
        Source, Words ?? "", Day(From), Day(To));

    private static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private static string Pressed(bool on) => on ? "true" : "false";

    private static string Number(float? score) => score?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    private static string SourceName(string source) => source switch
    {
        "chat" => "Chat",
        "assistant" => "Program",
        _ => "Search",
    };

    // Another choice begins with its newest rows again.
    private void Go(string name, string? value) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(
        new Dictionary<string, object?> { ["before"] = null, [name] = string.IsNullOrWhiteSpace(value) ? null : value.Trim() }));

    private async Task KeepAsync(bool keep)
    {
        _asking = false;
        var kept = await Queries.KeepAsync(await Caller.GetAsync(), BaseId, keep, _leaving.Token);
        if (kept.Succeeded)
        {
            await LoadAsync();
        }
        else
        {
            _error = kept.Error.Message;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
