using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>What the chosen base is called, how much is in it, and what an admin does with it as a whole.</summary>
public sealed partial class BaseHeader
{
    private bool _renaming;
    private string _name = "";
    private string? _error;

    [Parameter, EditorRequired]
    public BaseSummary Base { get; set; } = null!;

    [Parameter]
    public bool MayWrite { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    /// <summary>It was renamed, archived or brought back.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private void StartRename()
    {
        _name = Base.Name;
        _renaming = true;
    }

    private async Task RenameAsync()
    {
        var renamed = await Knowledge.RenameAsync(await Caller.GetAsync(), Base.Id, _name, CancellationToken.None);
        _error = renamed.Error?.Message;
        if (renamed.Succeeded)
        {
            _renaming = false;
            await Changed.InvokeAsync();
        }
    }

    private async Task ArchiveAsync()
    {
        var (id, name) = (Base.Id, Base.Name);
        var archived = await Knowledge.ArchiveAsync(await Caller.GetAsync(), id, CancellationToken.None);
        _error = archived.Error?.Message;
        if (archived.Succeeded)
        {
            Toasts.Show("Archived", $"{name} is no longer searched. Its documents are kept.", "Undo", () => RestoreAsync(id));
            await Changed.InvokeAsync();
            Navigation.NavigateTo("/knowledge");
        }
    }

    private async Task RestoreAsync(Guid id)
    {
        await Knowledge.RestoreAsync(await Caller.GetAsync(), id, CancellationToken.None);
        await Changed.InvokeAsync();
        Navigation.NavigateTo($"/knowledge/{id}");
    }
}
