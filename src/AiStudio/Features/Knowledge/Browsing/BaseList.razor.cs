using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>The side list: choose a base, find one, make one.</summary>
public sealed partial class BaseList
{
    private ElementReference _input;
    private bool _naming;
    private bool _focus;
    private string _search = "";
    private string _name = "";
    private string? _error;

    [Parameter, EditorRequired]
    public IReadOnlyList<BaseSummary>? Bases { get; set; }

    [Parameter]
    public Guid? Selected { get; set; }

    [Parameter]
    public bool MayWrite { get; set; }

    /// <summary>A base was made or brought back; its id.</summary>
    [Parameter]
    public EventCallback<Guid> Created { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    private List<BaseSummary> Shown => [.. (Bases ?? []).Where(row => row.Name.Contains(_search, StringComparison.OrdinalIgnoreCase))];

    /// <summary>Asks for the name of a new base.</summary>
    public void Begin()
    {
        _naming = true;
        StateHasChanged();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (_naming && !_focus)
        {
            _focus = true;
            await _input.FocusAsync();
        }
    }

    private async Task CreateAsync()
    {
        var created = await Knowledge.CreateAsync(await Caller.GetAsync(), _name, "", CancellationToken.None);
        if (!created.Succeeded)
        {
            _error = created.Error.Message;
            return;
        }

        Close();
        await Created.InvokeAsync(created.Value);
    }

    private void Toggle()
    {
        var open = !_naming;
        Close();
        _naming = open;
    }

    private void Close()
    {
        _naming = _focus = false;
        _name = "";
        _error = null;
    }
}
