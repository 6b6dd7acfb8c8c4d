using AiStudio.Features.Promotion.Board;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Promotion.Browsing;

/// <summary>The promotion board: every prompt with what answers now and what comes next, and what was promoted before.</summary>
public sealed partial class PromotionsPage : IDisposable
{
    private const int PageSize = 50;
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<PromptStanding>? _standings;
    private List<PromotionEntry>? _promotions;
    private string? _problem;
    private bool _more;
    private bool _busy;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromotionBoard Board { get; init; } = null!;

    [Inject]
    internal PromotionDesk Desk { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _standings = await Board.StandingsAsync(await Caller.GetAsync(), _leaving.Token);
        await MoreAsync();
    }

    private async Task MoreAsync()
    {
        _busy = true;
        var found = await Board.ListAsync(await Caller.GetAsync(), _promotions is [.., var last] ? last.Id : null, PageSize + 1, _leaving.Token);
        _promotions = [.. _promotions ?? [], .. found.Take(PageSize)];
        (_more, _busy) = (found.Count > PageSize, false);
    }

    private async Task RequestAsync(Guid promptId, Guid versionId)
    {
        _busy = true;
        var requested = await Desk.RequestAsync(await Caller.GetAsync(), promptId, versionId, CancellationToken.None);
        (_busy, _problem) = (false, requested.Error?.Message);
        if (requested.Succeeded)
            Navigation.NavigateTo($"/promotions/{requested.Value}");
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
