using AiStudio.Features.Evals.Playground;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Suites;

/// <summary>Starts a run, after its price was shown.</summary>
public sealed partial class RunForm : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<VersionEntry> _versions = [];
    private IReadOnlyList<string> _models = [];
    private RunPlan? _plan;
    private Guid _version;
    private string _model = "";
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public SuiteDetail Suite { get; set; } = null!;

    /// <summary>The version to begin with; the newest unless it is named.</summary>
    [Parameter]
    public Guid? VersionId { get; set; }

    [Parameter]
    public EventCallback Closed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromptLibrary Prompts { get; init; } = null!;

    [Inject]
    internal PlaygroundDesk Playground { get; init; } = null!;

    [Inject]
    internal RunDesk Desk { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private RunRequest Request => new(Suite.Id, _version, _model == Suite.Settings.Model ? null : _model, EvalOrigin.Person);

    private string Price => _problem ?? (_plan is not { } plan ? "Counting…"
        : $"{Moment.Count(plan.Cases, "case", "cases")}{(plan.Repeats > 1 ? $", each asked {plan.Repeats} times" : "")}: at most {Money.Format(plan.EstimateNanoUsd)}, when every answer is as long as it may be. It stops at {Money.Format(plan.BudgetNanoUsd)}.");

    protected override async Task OnInitializedAsync()
    {
        var caller = await Caller.GetAsync();
        _versions = (await Prompts.OpenAsync(caller, Suite.Settings.Prompt, _leaving.Token)).Value?.Versions ?? [];
        _models = [.. (await Playground.ModelsAsync(caller, _leaving.Token)).Prepend(Suite.Settings.Model).Distinct()];
        (_version, _model) = (_versions.FirstOrDefault(version => version.Id == VersionId)?.Id ?? (_versions is [var newest, ..] ? newest.Id : Guid.Empty), Suite.Settings.Model);
        await PlanAsync();
    }

    private Task VersionAsync(ChangeEventArgs args)
    {
        _version = Guid.Parse((string)args.Value!);
        return PlanAsync();
    }

    private Task ModelAsync(ChangeEventArgs args)
    {
        _model = (string)args.Value!;
        return PlanAsync();
    }

    private async Task PlanAsync()
    {
        var planned = await Desk.PlanAsync(await Caller.GetAsync(), Request, _leaving.Token);
        (_plan, _problem) = (planned.Value, planned.Error?.Message);
    }

    private async Task StartAsync()
    {
        _busy = true;
        var started = await Desk.StartAsync(await Caller.GetAsync(), Request, CancellationToken.None);
        (_busy, _problem) = (false, started.Error?.Message);
        if (started.Succeeded)
            Navigation.NavigateTo($"/evals/runs/{started.Value}");
    }

    public void Dispose() => _leaving.Cancel();
}
