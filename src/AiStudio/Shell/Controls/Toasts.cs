namespace AiStudio.Shell.Controls;

/// <summary>Short messages at the corner of the screen, one set a circuit.</summary>
public sealed class Toasts(TimeProvider time)
{
    private static readonly TimeSpan LongEnoughToRead = TimeSpan.FromSeconds(8);

    private readonly List<Toast> _shown = [];

    public event Action? Changed;

    public IReadOnlyList<Toast> Shown
    {
        get
        {
            lock (_shown)
            {
                return [.. _shown];
            }
        }
    }

    /// <summary>Shows a message. One with an action, such as Undo, stays until it is dismissed; the others go by themselves.</summary>
    public void Show(string title, string text, string? action = null, Func<Task>? run = null)
    {
        var toast = new Toast(title, text, action, run);
        lock (_shown)
        {
            _shown.Add(toast);
            if (_shown.Count > 4)
            {
                _shown.RemoveAt(0);
            }
        }

        if (action is null)
        {
            _ = DismissLaterAsync(toast);
        }

        Changed?.Invoke();
    }

    public void Dismiss(Toast toast)
    {
        lock (_shown)
        {
            _shown.Remove(toast);
        }

        Changed?.Invoke();
    }

    private async Task DismissLaterAsync(Toast toast)
    {
        await Task.Delay(LongEnoughToRead, time);
        Dismiss(toast);
    }
}
