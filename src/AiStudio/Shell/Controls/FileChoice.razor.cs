using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace AiStudio.Shell.Controls;

public sealed partial class FileChoice : ComponentBase
{
    private bool _listens;

    /// <summary>What its label is for.</summary>
    [Parameter, EditorRequired]
    public required string Id { get; set; }

    /// <summary>As in HTML.</summary>
    [Parameter]
    public string? Accept { get; set; }

    [Parameter]
    public EventCallback<InputFileChangeEventArgs> Chosen { get; set; }

    // The field's own script is sent to the browser before this runs.
    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender)
            return;
        _listens = true;
        StateHasChanged();
    }
}
