using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AiStudio.Features.Chat;

public partial class ChoiceMenu
{
    private readonly string _id = $"choices-{Guid.CreateVersion7():N}";
    private ElementReference _button;
    private ElementReference _list;
    private bool _open;
    private bool _focusList;
    private int _active;

    /// <summary>"listbox" or "menu".</summary>
    [Parameter, EditorRequired]
    public string Role { get; set; } = "";

    [Parameter, EditorRequired]
    public string Label { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<Choice> Items { get; set; } = [];

    [Parameter]
    public string? Selected { get; set; }

    [Parameter]
    public string ButtonClass { get; set; } = "";

    [Parameter]
    public bool Upwards { get; set; }

    [Parameter, EditorRequired]
    public EventCallback<string> Chosen { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        if (!_focusList)
            return;
        _focusList = false;
        await _list.FocusAsync();
    }

    private string Id(int index) => $"{_id}-{index}";

    private Task ToggleAsync()
    {
        _open = !_open && Items.Count > 0;
        _focusList = _open;
        _active = Math.Max(0, Items.ToList().FindIndex(item => item.Value == Selected));
        return Task.CompletedTask;
    }

    private void Close() => _open = false;

    private async Task ChooseAsync(Choice item)
    {
        _open = false;
        await _button.FocusAsync();
        await Chosen.InvokeAsync(item.Value);
    }

    private async Task OnKeyAsync(KeyboardEventArgs key)
    {
        switch (key.Key)
        {
            case "ArrowDown": _active = (_active + 1) % Items.Count; break;
            case "ArrowUp": _active = (_active + Items.Count - 1) % Items.Count; break;
            case "Home": _active = 0; break;
            case "End": _active = Items.Count - 1; break;
            case "Enter" or " ": await ChooseAsync(Items[_active]); break;
            case "Escape" or "Tab":
                Close();
                await _button.FocusAsync();
                break;
            default: SeekTo(key.Key); break;
        }
    }

    private void SeekTo(string letter)
    {
        var found = Items.ToList().FindIndex(item => letter.Length == 1 && item.Label.StartsWith(letter, StringComparison.CurrentCultureIgnoreCase));
        if (found >= 0)
            _active = found;
    }
}
