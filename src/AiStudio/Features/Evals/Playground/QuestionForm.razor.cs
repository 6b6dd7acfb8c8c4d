using System.Globalization;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Playground;

/// <summary>The messages and values that all contenders get. It changes them in place and says so.</summary>
public sealed partial class QuestionForm : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<OwnConversation> _conversations = [];

    [Parameter, EditorRequired]
    public IList<PlaygroundMessage> Messages { get; set; } = [];

    [Parameter, EditorRequired]
    public IReadOnlyList<PromptVariable> Variables { get; set; } = [];

    [Parameter, EditorRequired]
    public IDictionary<string, string> Values { get; set; } = new Dictionary<string, string>();

    [Parameter, EditorRequired]
    public int LongestAnswer { get; set; }

    [Parameter]
    public EventCallback<int> LongestAnswerChanged { get; set; }

    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal IOwnConversations Conversations { get; init; } = null!;

    protected override async Task OnInitializedAsync() => _conversations = await Conversations.ListAsync(await Caller.GetAsync(), _leaving.Token);

    private string? ValueOf(string name) => Values.TryGetValue(name, out var value) ? value : null;

    // Up to its last question: the answer to that is what is to be compared.
    private async Task TakeAsync(ChangeEventArgs args)
    {
        if (!Guid.TryParse((string?)args.Value, out var id))
            return;
        var said = await Conversations.ReadAsync(await Caller.GetAsync(), id, _leaving.Token);
        Messages.Clear();
        foreach (var message in Enumerable.Reverse(said).SkipWhile(message => message.IsAnswer).Reverse())
            Messages.Add(new() { IsAnswer = message.IsAnswer, Text = message.Text });
        if (Messages.Count == 0)
            Messages.Add(new());
        await Changed.InvokeAsync();
    }

    private Task GiveAsync(string name, ChangeEventArgs args)
    {
        if (args.Value is string { Length: > 0 } value)
            Values[name] = value;
        else
            Values.Remove(name);
        return Changed.InvokeAsync();
    }

    private Task LimitAsync(ChangeEventArgs args) =>
        int.TryParse((string?)args.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) && tokens > 0 ? LongestAnswerChanged.InvokeAsync(tokens) : Task.CompletedTask;

    public void Dispose() => _leaving.Cancel();
}
