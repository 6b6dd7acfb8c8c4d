using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Queries;

/// <summary>A question of the log, opened: what was looked at then, what would be found now, and the way into an evaluation.</summary>
public sealed partial class QueryDetail : IDisposable
{
    private const int Few = 10;
    private const int Longest = 240;

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<QueryCandidate>? _candidates;
    private QueryReplay? _replay;
    private bool _busy;
    private bool _adding;
    private bool _all;
    private string? _error;
    private string? _note;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Parameter, EditorRequired]
    public QueryRow Query { get; set; } = null!;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal KnowledgeQueries Queries { get; init; } = null!;

    [Inject]
    internal QueryReplays Replays { get; init; } = null!;

    // What was given to the model first is the likeliest to be expected; a person corrects it.
    private IReadOnlyList<string> Proposed => _candidates?.FirstOrDefault(one => one is { Used: true, Document: not null })?.Document is { } name ? [name] : [];

    private string Narrowing => QueryNarrowing.Describe(QueryNarrowing.Of(Query));

    private IEnumerable<QueryCandidate> Shown => [.. _candidates!.Take(_all ? int.MaxValue : Few), .. _replay?.New ?? []];

    protected override async Task OnInitializedAsync()
    {
        var found = await Queries.CandidatesAsync(await Caller.GetAsync(), Query.Id, _leaving.Token);
        (_candidates, _error) = (found.Value, found.Error?.Message);
    }

    private async Task ReplayAsync()
    {
        _busy = true;
        var replayed = await Replays.RunAsync(await Caller.GetAsync(), Query, _leaving.Token);
        (_busy, _error, _replay) = (false, replayed.Error?.Message, replayed.Value);
        if (replayed.Succeeded)
        {
            _candidates = replayed.Value.Then;
            _note = string.Create(CultureInfo.InvariantCulture, $"Searched again in {replayed.Value.DurationMs} ms: {(replayed.Value.Good ? "something fits" : "nothing fits well enough")}.");
        }
    }

    private Task AddedAsync(string set)
    {
        (_adding, _note) = (false, $"Added to “{set}”.");
        return Task.CompletedTask;
    }

    private static string Beginning(string text) => text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";

    private static string Arm(QueryArm? arm) => arm is null ? "not found" : string.Create(CultureInfo.InvariantCulture, $"#{arm.Rank} {arm.Score:0.00}");

    public void Dispose() => _leaving.Cancel();
}
