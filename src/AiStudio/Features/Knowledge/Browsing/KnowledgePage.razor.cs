using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>The knowledge bases, and the documents of the chosen one.</summary>
public sealed partial class KnowledgePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private DocumentTable? _documents;
    private BaseList? _list;
    private Panel _panel;

    [Parameter]
    public Guid? BaseId { get; set; }

    /// <summary>Only documents that have it.</summary>
    [SupplyParameterFromQuery(Name = "tag")]
    public string? Tag { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private enum Panel
    {
        None,
        Source,
        Settings,
    }

    private IReadOnlyList<BaseSummary>? Bases { get; set; }

    private BaseSummary? Selected { get; set; }

    private bool MayWrite { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        if (Bases is null)
        {
            await ReloadAsync();
        }

        Choose();
    }

    private async Task ReloadAsync()
    {
        var caller = await Caller.GetAsync();
        MayWrite = KnowledgeService.MayWrite(caller);
        Bases = await Knowledge.ListAsync(caller, _leaving.Token);
        Choose();
    }

    private void Choose() => Selected = Bases?.FirstOrDefault(row => BaseId is null || row.Id == BaseId);

    private async Task OpenAsync(Guid id)
    {
        await ReloadAsync();
        Navigation.NavigateTo($"/knowledge/{id}");
    }

    private async Task RefreshBasesAsync()
    {
        await ReloadAsync();
        StateHasChanged();
    }

    private void Toggle(Panel panel) => _panel = _panel == panel ? Panel.None : panel;

    private Task SourceAddedAsync()
    {
        _panel = Panel.None;
        return RefreshAsync();
    }

    private Task RefreshAsync() => _documents?.ReloadAsync() ?? Task.CompletedTask;

    public void Dispose() => _leaving.Cancel();
}
