using System.Data.Common;
using System.Globalization;
using AiStudio.Features.Quality.Reports;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.WebUtilities;

namespace AiStudio.Features.Quality.Browsing;

/// <summary>How well calls go. The address says of which.</summary>
public sealed partial class QualityPage : IDisposable
{
    private const int UsualDays = 7;
    private static readonly (string Name, int Days)[] s_ranges = [("Today", 1), ("7 days", 7), ("30 days", 30), ("90 days", 90)];

    private readonly CancellationTokenSource _leaving = new();
    private QualityFilter? _filter;
    private QualityReport? _report;
    private DateOnly _today;
    private string? _problem;

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "feature")]
    public string? Feature { get; set; }

    [SupplyParameterFromQuery(Name = "assistant")]
    public string? Assistant { get; set; }

    [SupplyParameterFromQuery(Name = "model")]
    public string? Model { get; set; }

    [SupplyParameterFromQuery(Name = "provider")]
    public string? Provider { get; set; }

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal QualityReports Reports { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string About => _report is null ? "How long answers take, what fails, and what people think of them"
        : $"{Day(_filter!.From)} to {Day(_filter.To)}, {_report.TimeZone}. Percentiles are at most 4.9 % off; the last minute may be missing.";

    private Guid? AssistantId => Guid.TryParse(Assistant, out var id) ? id : null;

    private IEnumerable<(string Name, string Key, string Value)> Chosen
    {
        get
        {
            if (Feature is not null)
                yield return ("Feature", "feature", Feature);
            if (AssistantId is { } id)
                yield return ("Assistant", "assistant", _report?.Assistants.FirstOrDefault(group => group.Key == id.ToString())?.Name ?? "one");
            if (Model is not null)
                yield return ("Model", "model", Model);
            if (Provider is not null)
                yield return ("Provider", "provider", Provider);
        }
    }

    protected override async Task OnParametersSetAsync()
    {
        try
        {
            var caller = await Callers.GetAsync();
            _today = await Reports.TodayAsync(caller, _leaving.Token);
            var to = Parsed(To) ?? _today;
            _filter = new QualityFilter(Parsed(From) ?? to.AddDays(1 - UsualDays), to, Feature, AssistantId, Model, Provider);
            var read = await Reports.ReadAsync(caller, _filter, _leaving.Token);
            (_report, _problem) = (read.Value, read.Error?.Message);
        }
        catch (DbException)
        {
            _problem = "The figures cannot be read right now. Try again in a moment.";
        }
    }

    private bool IsRange(int days) => _filter is { } filter && filter.To == _today && filter.From == _today.AddDays(1 - days);

    private void GoBack(int days) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["from"] = Written(_today.AddDays(1 - days)), ["to"] = null }));

    private void Go(string name, string? value) => Navigation.NavigateTo(Link(name, string.IsNullOrWhiteSpace(value) ? null : value));

    private string Link(string name, string? value) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = value });

    /// <summary>The calls behind a figure: those of the range and the filter, narrowed by one thing more.</summary>
    private string RowsHref(string name, string value)
    {
        var query = new Dictionary<string, string?>
        {
            ["from"] = Written(_filter!.From), ["to"] = Written(_filter.To), ["feature"] = Feature, ["assistant"] = AssistantId?.ToString(), ["model"] = Model, ["provider"] = Provider,
        };
        if (name.Length > 0)
            query[name] = value;
        return QueryHelpers.AddQueryString("/traces", query.Where(pair => pair.Value is not null));
    }

    // A provider's trouble is everybody's: what its calls were made for does not matter, and whoever answered them in the end.
    private string TriesHref(string provider, string code) => QueryHelpers.AddQueryString("/traces", new Dictionary<string, string?>
    {
        ["from"] = Written(_filter!.From), ["to"] = Written(_filter.To), ["failedAt"] = provider, ["failedOn"] = Model, ["attempt"] = code,
    }.Where(pair => pair.Value is not null));

    private static DateOnly? Parsed(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9999 ? day : null;

    private static string? Written(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("d MMM yyyy", CultureInfo.InvariantCulture);

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
