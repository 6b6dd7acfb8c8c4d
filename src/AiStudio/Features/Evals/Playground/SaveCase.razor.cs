using AiStudio.Features.Evals.Browsing.Writing;
using AiStudio.Features.Evals.Checks;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Redaction;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Playground;

/// <summary>Makes a case of what was asked in the playground.</summary>
public sealed partial class SaveCase : IDisposable
{
    private const int LongestProposal = 80;

    private readonly CancellationTokenSource _leaving = new();
    private readonly List<CheckDraft> _checks = [];
    private IReadOnlyList<SuiteEntry>? _suites;
    private Guid _suite;
    private string? _problem;
    private bool _busy;

    /// <summary>The slug of the prompt that answered: its suites come first.</summary>
    [Parameter, EditorRequired]
    public string Prompt { get; set; } = "";

    [Parameter, EditorRequired]
    public PlaygroundAnswer Answer { get; set; } = null!;

    [Parameter]
    public EventCallback Closed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal SuiteLibrary Library { get; init; } = null!;

    [Inject]
    internal CaseDesk Desk { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    protected override async Task OnInitializedAsync()
    {
        _checks.Add(new() { Text = Proposal(Answer.Text) });
        var suites = await Library.ListAsync(await Caller.GetAsync(), _leaving.Token);
        _suites = [.. suites.OrderByDescending(suite => suite.Prompt == Prompt)];
        _suite = _suites is [var first, ..] ? first.Id : Guid.Empty;
    }

    private async Task SaveAsync()
    {
        var checks = _checks.ConvertAll(draft => draft.ToCheck());
        if (checks.Find(check => !check.Succeeded) is { Error: { } unread })
        {
            _problem = unread.Message;
            return;
        }

        _busy = true;
        // What was asked may come from a conversation, and a case is read by every admin.
        var content = new CaseContent([.. Answer.Asked.Select(message => message with { Text = Redactor.Standard.Of(message.Text) })], checks.ConvertAll<Check>(check => check.Value!)) { Variables = Answer.Values.ToDictionary(value => value.Key, value => Redactor.Standard.Of(value.Value)) };
        var saved = await Desk.CreateAsync(await Caller.GetAsync(), _suite, new CaseDraft("", content), CaseSource.Written, CancellationToken.None);
        (_busy, _problem) = (false, saved.Error?.Message);
        if (!saved.Succeeded)
            return;
        Toasts.Show("Saved", "The next run asks it.");
        await Closed.InvokeAsync();
    }

    // Its first sentence, or as much of it as is worth looking for.
    private static string Proposal(string answer)
    {
        var line = answer.Trim().Split('\n')[0];
        var end = line.IndexOf(". ", StringComparison.Ordinal);
        var sentence = end > 0 ? line[..end] : line.TrimEnd('.');
        return sentence.Length <= LongestProposal ? sentence : sentence[..(sentence.LastIndexOf(' ', LongestProposal) is > 0 and var space ? space : LongestProposal)];
    }

    public void Dispose() => _leaving.Cancel();
}
