using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing;

/// <summary>The suites of the organization, each with how its last run went.</summary>
public sealed partial class EvalsPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<SuiteEntry>? _suites;
    private string _search = "";

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal SuiteLibrary Library { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    private IEnumerable<SuiteEntry> Found => (_suites ?? []).Where(suite =>
        suite.Name.Contains(_search.Trim(), StringComparison.CurrentCultureIgnoreCase) || suite.PromptName.Contains(_search.Trim(), StringComparison.CurrentCultureIgnoreCase));

    protected override async Task OnInitializedAsync() => _suites = await Library.ListAsync(await Caller.GetAsync(), _leaving.Token);

    // Of a run under way: of the cases that are decided.
    private static int Decided(RunEntry run) => run.State == EvalRunState.Running ? run.Passed + run.Failed + run.Errors : run.Cases;

    private string Next(SuiteEntry suite)
    {
        if (suite.NightlyAt is not { } at)
            return "Never";
        var now = Time.GetUtcNow().UtcDateTime;
        return $"{(TimeOnly.FromDateTime(now) < at ? "Today" : "Tomorrow")}, {at.ToString("HH:mm", CultureInfo.InvariantCulture)} UTC";
    }

    public void Dispose() => _leaving.Cancel();
}
