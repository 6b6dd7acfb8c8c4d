using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Browsing;

/// <summary>The calls of the organization. The address says which are shown.</summary>
public sealed partial class TracesPage : IDisposable
{
    private const int PageSize = 50;
    private static readonly TimeSpan s_tail = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _leaving = new();
    private TracePage? _page;
    private string? _problem;
    private bool _live;

    [SupplyParameterFromQuery(Name = "after")]
    public string? After { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal TraceList Traces { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string Query => TraceAddress.QueryOf(Navigation.Uri);

    private string Place => new TraceFilter.Place(_page!.Rows[^1].StartedAt, _page.Rows[^1].Id).ToString();

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var filter = TraceAddress.FilterOf(Navigation.Uri, Time.GetUtcNow());
        if (!filter.Succeeded)
        {
            (_page, _problem) = (null, filter.Error.Message);
            return;
        }

        try
        {
            var found = await Traces.PageAsync(await Caller.GetAsync(), filter.Value with { After = TraceFilter.Place.Parse(After) }, PageSize, _leaving.Token);
            (_page, _problem) = (found.Value, found.Error?.Message);
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private void Go(string? after) => Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("after", after));

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
