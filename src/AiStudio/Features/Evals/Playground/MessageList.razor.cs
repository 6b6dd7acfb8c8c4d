using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Playground;

/// <summary>The messages of a question, to be written. It changes them in place and says so.</summary>
public sealed partial class MessageList
{
    [Parameter, EditorRequired]
    public IList<PlaygroundMessage> Messages { get; set; } = [];

    [Parameter]
    public EventCallback Changed { get; set; }

    private string IdOf(PlaygroundMessage message) => string.Create(CultureInfo.InvariantCulture, $"message-{Messages.IndexOf(message) + 1}");

    private Task TurnAsync(PlaygroundMessage message, ChangeEventArgs args)
    {
        message.IsAnswer = (string?)args.Value == bool.TrueString;
        return Changed.InvokeAsync();
    }

    private Task WriteAsync(PlaygroundMessage message, ChangeEventArgs args)
    {
        message.Text = (string?)args.Value ?? "";
        return Changed.InvokeAsync();
    }

    private Task AddAsync()
    {
        Messages.Insert(0, new() { IsAnswer = !Messages[0].IsAnswer });
        return Changed.InvokeAsync();
    }

    private Task RemoveAsync(PlaygroundMessage message)
    {
        Messages.Remove(message);
        return Changed.InvokeAsync();
    }
}
