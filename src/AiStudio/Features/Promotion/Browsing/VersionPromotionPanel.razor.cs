using AiStudio.Features.Promotion.Board;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Promotion.Browsing;

/// <summary>On the page of a version: how far it is on its way into production, or the way to begin.</summary>
public sealed partial class VersionPromotionPanel : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private PromotionDetail? _promotion;
    private string? _problem;
    private bool _loading = true;
    private bool _busy;

    [Parameter, EditorRequired]
    public PromptDetail Prompt { get; set; } = null!;

    [Parameter, EditorRequired]
    public VersionEntry Version { get; set; } = null!;

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
        _promotion = await Board.OfVersionAsync(await Caller.GetAsync(), Version.Id, _leaving.Token);
        _loading = false;
    }

    private bool MayAsk => !_loading && !Version.Labels.Contains(PromptLabel.Production) && (_promotion is null || (PromotionRules.IsOver(_promotion.Entry.State) && !_promotion.Entry.Blocked));

    private async Task RequestAsync()
    {
        _busy = true;
        var requested = await Desk.RequestAsync(await Caller.GetAsync(), Prompt.Id, Version.Id, CancellationToken.None);
        (_busy, _problem) = (false, requested.Error?.Message);
        if (requested.Succeeded)
            Navigation.NavigateTo($"/promotions/{requested.Value}");
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
