using System.Globalization;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>A text as a model would get it, with values and before a conversation of the person who looks.</summary>
public sealed partial class PromptPreview : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly Dictionary<string, string> _values = [];
    private IReadOnlyList<OwnConversation> _conversations = [];
    private IReadOnlyList<SaidMessage> _messages = [];

    [Parameter, EditorRequired]
    public string Template { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<PromptVariable> Variables { get; set; } = [];

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal IOwnConversations Conversations { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    private Result<string> Rendered => PromptTemplate.Render(
        Template, Variables, Variables.ToDictionary(variable => variable.Name, variable => _values.GetValueOrDefault(variable.Name) ?? variable.Default ?? Example(variable)),
        DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime));

    private string Tokens => PromptTokens.Of(Rendered.Value + string.Concat(_messages.Select(message => message.Text))).ToString("#,0", CultureInfo.InvariantCulture);

    protected override async Task OnInitializedAsync() => _conversations = await Conversations.ListAsync(await Caller.GetAsync(), _leaving.Token);

    private void Give(string name, string? value)
    {
        if (string.IsNullOrEmpty(value))
            _values.Remove(name);
        else
            _values[name] = value;
    }

    private async Task ChooseAsync(ChangeEventArgs args) =>
        _messages = Guid.TryParse((string?)args.Value, out var id) ? await Conversations.ReadAsync(await Caller.GetAsync(), id, _leaving.Token) : [];

    private static string Example(PromptVariable variable) => variable.Kind switch
    {
        VariableKind.Number => "0",
        VariableKind.YesOrNo => "yes",
        VariableKind.Date => "2026-01-31",
        _ => $"‹{variable.Name}›",
    };

    public void Dispose() => _leaving.Cancel();
}
