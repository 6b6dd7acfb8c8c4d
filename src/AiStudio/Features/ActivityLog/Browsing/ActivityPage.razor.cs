using System.Data.Common;
using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>The activity log. The address says what is shown.</summary>
public sealed partial class ActivityPage : IDisposable
{
    private const int PageSize = 50;
    private readonly CancellationTokenSource _leaving = new();
    private ActivityChoices _choices = new([], []);
    private List<ActivityRow>? _rows;
    private string? _problem;
    private bool _more;
    private bool _busy;

    [SupplyParameterFromQuery(Name = "from")]
    public string? From { get; set; }

    [SupplyParameterFromQuery(Name = "to")]
    public string? To { get; set; }

    [SupplyParameterFromQuery(Name = "user")]
    public string? User { get; set; }

    [SupplyParameterFromQuery(Name = "action")]
    public string? Action { get; set; }

    [SupplyParameterFromQuery(Name = "subject")]
    public string? Subject { get; set; }

    [SupplyParameterFromQuery(Name = "id")]
    public string? Thing { get; set; }

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal ActivityBrowser Browser { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool Narrowed => Filter() != new ActivityFilter(null, null, null, null, null, null);

    private string ExportHref => $"/activity/export{new Uri(Navigation.Uri).Query}";

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _choices = await Browser.ChoicesAsync(await Callers.GetAsync(), _leaving.Token);
        }
        catch (DbException)
        {
            // The entries, which are read next, say so.
        }
    }

    protected override Task OnParametersSetAsync()
    {
        _rows = null;
        return MoreAsync();
    }

    private async Task MoreAsync()
    {
        _busy = true;
        try
        {
            var found = await Browser.PageAsync(await Callers.GetAsync(), Filter(), _rows is [.., var last] ? ActivityPlace.Of(last) : null, PageSize + 1, _leaving.Token);
            _problem = found.Error?.Message;
            _rows = [.. _rows ?? [], .. (found.Value ?? []).Take(PageSize)];
            _more = found.Value?.Count > PageSize;
        }
        catch (DbException)
        {
            _problem = "The log cannot be read right now. Try again in a moment.";
        }
        finally
        {
            _busy = false;
        }
    }

    private ActivityFilter Filter() => new(Day(From), Day(To), Id(User), Action, Subject, Id(Thing));

    private string? ThingHref(ActivityRow row) =>
        row.SubjectId is { } id && id != Id(Thing) ? Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["id"] = id }) : null;

    private void Go(string name, string? value) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = string.IsNullOrWhiteSpace(value) ? null : value }));

    internal static DateOnly? Day(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is > 1970 and < 9999 ? day : null;

    private static Guid? Id(string? text) => Guid.TryParse(text, out var id) ? id : null;

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
