using AiStudio.Features.Evals.Playground;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Suites;

/// <summary>The settings of a suite. It changes the fields in place; what is done with them is its page's.</summary>
public sealed partial class SuiteForm : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<PromptEntry> _prompts = [];
    private IReadOnlyList<string> _models = [];
    private IReadOnlyList<BaseSummary> _bases = [];

    [Parameter, EditorRequired]
    public SuiteFields Fields { get; set; } = null!;

    /// <summary>Whether the suite is to be made; later its prompt stays.</summary>
    [Parameter]
    public bool IsNew { get; set; }

    /// <summary>What was wrong with it when it was saved.</summary>
    [Parameter]
    public string? Problem { get; set; }

    [Parameter]
    public bool Busy { get; set; }

    /// <summary>The judges to choose from.</summary>
    [Parameter]
    public IReadOnlyList<JudgeEntry> Judges { get; set; } = [];

    [Parameter]
    public EventCallback Saved { get; set; }

    /// <summary>What stands beside the button.</summary>
    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromptLibrary Prompts { get; init; } = null!;

    [Inject]
    internal PlaygroundDesk Playground { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    // One that has no price any more is shown too: it is what the suite says.
    private IEnumerable<string> Models => Fields.Model.Length == 0 || _models.Contains(Fields.Model) ? _models : _models.Prepend(Fields.Model);

    protected override async Task OnInitializedAsync()
    {
        var caller = await Caller.GetAsync();
        _models = await Playground.ModelsAsync(caller, _leaving.Token);
        _bases = await Knowledge.ListAsync(caller, _leaving.Token);
        _prompts = IsNew ? await Prompts.ListAsync(caller, _leaving.Token) : [];
        if (Fields.Model.Length == 0)
            Fields.Model = _models is [var first, ..] ? first : "";
        if (IsNew && Fields.Prompt.Length == 0)
            Fields.Prompt = _prompts is [var prompt, ..] ? prompt.Slug : "";
    }

    private Task Save() => Saved.InvokeAsync();

    private void Choose(Guid id, ChangeEventArgs args)
    {
        if (args.Value is true)
            Fields.Bases.Add(id);
        else
            Fields.Bases.Remove(id);
    }

    public void Dispose() => _leaving.Cancel();
}
