using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>What a run made of each question, alone or beside another run.</summary>
public sealed partial class RunResults : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<ResultRow>? _rows;
    private RunComparison? _comparison;
    private ResultKind _kind;
    private Guid? _after;
    private string? _error;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Parameter, EditorRequired]
    public Guid RunId { get; set; }

    [Parameter]
    public Guid? OtherId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal RetrievalRuns Runs { get; init; } = null!;

    private IEnumerable<(string Name, ResultKind Kind)> Kinds => OtherId is null
        ? [("All", ResultKind.All), ("Missed", ResultKind.Missed)]
        : [("All", ResultKind.All), ("Missed", ResultKind.Missed), ("Different", ResultKind.Different)];

    protected override async Task OnInitializedAsync()
    {
        _kind = OtherId is null ? ResultKind.All : ResultKind.Different;
        if (OtherId is { } other)
        {
            _comparison = (await Runs.CompareAsync(await Caller.GetAsync(), RunId, other, _leaving.Token)).Value;
        }

        await ReadAsync(null);
    }

    private Task ShowAsync(ResultKind kind)
    {
        _kind = kind;
        return ReadAsync(null);
    }

    private async Task ReadAsync(Guid? after)
    {
        var read = await Runs.ResultsAsync(await Caller.GetAsync(), RunId, OtherId, _kind, after, _leaving.Token);
        (_rows, _error, _after) = (read.Value ?? [], read.Error?.Message, after);
    }

    private static string Place(string[] expected, int[] ranks, bool fits) =>
        expected.Length == 0 ? (fits ? "Something fitted" : "Abstained")
        : ranks.Length == 0 ? "Not in the first ten"
        : expected.Length == 1 ? $"#{ranks[0]}"
        : $"#{string.Join(", #", ranks)} of {expected.Length}";

    private static string Badge(string[] expected, int[] ranks, bool fits) => expected.Length == 0
        ? (fits ? "failed" : "ok")
        : ranks switch { [] => "failed", [1, ..] => "ok", _ => "draft" };

    public void Dispose() => _leaving.Cancel();
}
