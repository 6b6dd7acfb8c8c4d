using System.Data.Common;
using System.Globalization;
using AiStudio.Features.Prompts.Browsing;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Replay;

/// <summary>A recorded answer beside the one that was asked for again.</summary>
public sealed partial class ReplayPage : IDisposable
{
    // What was said is stored a moment after a call is over; where nothing is kept it never is.
    private const int MostLooksForText = 15;

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<DiffRow> _rows = [];
    private ReplayView? _view;
    private string? _problem;
    private int _looksForText;

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal ReplayReader Reader { get; init; } = null!;

    private bool Waits => _view is { Replay.State: ReplayState.Waiting } || (_view is { Replay.State: ReplayState.Done, SaidAgain: null, Closed: null } && _looksForText < MostLooksForText);

    private RenderFragment Badge => builder =>
    {
        if (_view is null)
            return;
        var (look, word) = _view.Replay.State switch
        {
            ReplayState.Waiting => ("busy", "Running"),
            ReplayState.Failed => ("failed", "Failed"),
            _ => ("ok", "Done"),
        };
        builder.OpenElement(0, "span");
        builder.AddAttribute(1, "class", $"badge {look}");
        builder.AddContent(2, word);
        builder.CloseElement();
    };

    private string About => _view is null ? "A recorded answer beside the one that was asked for again" : _view.Replay.Mode switch
    {
        ReplayMode.Frozen => "Everything as it was recorded.",
        ReplayMode.Candidate => $"As it was recorded, but with {(_view.Version is { } version ? $"version {version}" : $"model {_view.Replay.Model}")}{(_view.Version is not null && _view.Replay.Model is { } model ? $" and model {model}" : "")}.",
        _ => "The question as it was recorded; prompt and passages of now.",
    };

    private string Verdict => _view switch
    {
        { Replay.State: ReplayState.Waiting } => "It is not over yet.",
        { Before: { } before, After: { } after, Replay: var replay } => string.Join(' ', Sentences(replay, before, after)),
        _ => "There is nothing to compare.",
    };

    private string TextNote => _view switch
    {
        { Called: { Count: > 0 } called } => $"Recorded on the left, replayed on the right. It calls {string.Join(", ", called)}: that was not run.",
        { Replay.State: ReplayState.Done, SaidAgain: null, Closed: null } when !Waits => "What was said in the new call was not kept. What is kept is set under Traces, Settings.",
        _ => "Recorded on the left, replayed on the right.",
    };

    protected override async Task OnInitializedAsync()
    {
        try
        {
            await LoadAsync();
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
    }

    private async Task LoadAsync()
    {
        var read = await Reader.ReadAsync(await Callers.GetAsync(), Id, _leaving.Token);
        (_view, _problem) = (read.Value, read.Error?.Message);
        if (_view is { Replay.State: ReplayState.Done, SaidAgain: null })
            _looksForText++;
        _rows = _view is { Said: { } said, SaidAgain: { } again } ? TextDiff.Of(said, again) : [];
    }

    private static IEnumerable<string> Sentences(CallReplay replay, CallFigures before, CallFigures after)
    {
        yield return replay.SameAnswer == true ? "The answer is the same, word for word." : "The answer is another one.";
        if (replay.Mode == ReplayMode.Frozen && replay.Identical is { } identical)
            yield return identical ? "The provider was sent the same request, byte for byte." : "The provider was sent another request: something between it and the record has changed, such as what an alias stands for.";
        if (replay is { CitedBefore: { } cited, CitedAfter: { } now })
            yield return cited.SequenceEqual(now) ? "It names the same passages." : "It names other passages.";
        if (replay.DeclinedBefore != replay.DeclinedAfter)
            yield return replay.DeclinedAfter == true ? "It refuses now." : "It refuses no longer.";
        yield return $"It cost {Money.Format(after.CostNanoUsd)} instead of {Money.Format(before.CostNanoUsd)} and took {Seconds(after.DurationMs)} instead of {Seconds(before.DurationMs)}.";
    }

    internal static string Seconds(int? milliseconds) => milliseconds is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value / 1000d:0.00} s") : "–";

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
