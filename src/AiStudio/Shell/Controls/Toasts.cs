namespace AiStudio.Shell.Controls;

/// <summary>Short messages at the corner of the screen, one set a circuit.</summary>
public sealed class Toasts
{
    private readonly List<Toast> _shown = [];

    public event Action? Changed;

    public IReadOnlyList<Toast> Shown => _shown;

    /// <summary>Shows a message; with an action, such as Undo, when one is given.</summary>
    public void Show(string title, string text, string? action = null, Func<Task>? run = null)
    {
        _shown.Add(new Toast(title, text, action, run));
        if (_shown.Count > 4)
        {
            _shown.RemoveAt(0);
        }

        Changed?.Invoke();
    }

    public void Dismiss(Toast toast)
    {
        _shown.Remove(toast);
        Changed?.Invoke();
    }
}
