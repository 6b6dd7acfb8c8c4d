using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Runs;

/// <summary>The second of two runs against the first, case by case.</summary>
public sealed partial class ComparePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private ComparedRuns? _compared;
    private string? _problem;
    private bool _loading = true;

    /// <summary>What it is compared with.</summary>
    [Parameter]
    public Guid First { get; set; }

    /// <summary>What is compared.</summary>
    [Parameter]
    public Guid Second { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal RunComparison Comparison { get; init; } = null!;

    private string FirstName => EvalWording.NameBeside(_compared!.First, _compared.Second);

    private string SecondName => EvalWording.NameBeside(_compared!.Second, _compared.First);

    protected override async Task OnParametersSetAsync()
    {
        var found = await Comparison.CompareAsync(await Caller.GetAsync(), First, Second, _leaving.Token);
        (_compared, _problem, _loading) = (found.Value, found.Error?.Message, false);
    }

    public void Dispose() => _leaving.Cancel();
}
