using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Experiments.Browsing;

/// <summary>Sets up a test of versions of a prompt, and says first how many answers it will need.</summary>
public sealed partial class NewExperimentPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<PromptEntry>? _prompts;
    private PromptDetail? _prompt;
    private List<ArmInput> _arms = [];
    private SampleEstimate? _estimate;
    private StartOutlook? _outlook;
    private string? _problem;
    private string _slug = "";
    private string _name = "";
    private string _hypothesis = "";
    private string _metric = Metrics.ThumbsDown.Key;
    private ExperimentUnit _unit = ExperimentUnit.Conversation;
    private double _points = Metrics.ThumbsDown.UsualEffect * 100;
    private IReadOnlyList<ScoringJudge> _judges = [];
    private Guid? _judge;
    private int _every = 10;
    private bool _busy;

    /// <summary>The slug of the prompt to begin with.</summary>
    [SupplyParameterFromQuery]
    public string? Prompt { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromptLibrary Prompts { get; init; } = null!;

    [Inject]
    internal ExperimentLibrary Library { get; init; } = null!;

    [Inject]
    internal ExperimentDesk Desk { get; init; } = null!;

    [Inject]
    internal StartCheck Start { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private Metric Metric => Metrics.Find(_metric)!;

    private string Needed => string.Create(CultureInfo.CurrentCulture,
        $"About {_estimate!.EachArm:#,0} {Metric.Of} in each arm until four of five such changes have shown themselves{(Metric.IsShare ? $", from {_estimate.Share * 100:0.#} % as {(_estimate.Measured ? "measured before" : "is usual")}" : "")}. You may look at any time.");

    protected override async Task OnInitializedAsync()
    {
        _judges = await Library.JudgesAsync(await Caller.GetAsync(), _leaving.Token);
        _prompts = await Prompts.ListAsync(await Caller.GetAsync(), _leaving.Token);
        if (_prompts.Count > 0)
            await ChooseAsync(_prompts.FirstOrDefault(prompt => prompt.Slug == Prompt)?.Slug ?? _prompts[0].Slug);
    }

    private async Task ChooseAsync(string slug)
    {
        _slug = slug;
        var found = await Prompts.OpenAsync(await Caller.GetAsync(), slug, _leaving.Token);
        (_prompt, _problem) = (found.Value, found.Error?.Message);
        var baseline = _prompt?.At(PromptLabel.Production) ?? (_prompt?.Versions is [.., var first] ? first : null);
        var candidate = _prompt?.Versions.FirstOrDefault(version => version.Id != baseline?.Id) ?? baseline;
        // What nobody else has approved may answer so much and no more.
        var share = candidate?.StoodInProduction == true ? 50 : 5;
        _arms = [new("Now", baseline?.Id ?? default, 100 - share), new("New", candidate?.Id ?? default, share)];
        await EstimateAsync();
        await CheckAsync();
    }

    private Task DecideAsync(string metric)
    {
        (_metric, _points) = (metric, Metrics.Find(metric)!.UsualEffect * 100);
        return EstimateAsync();
    }

    private Task MatterAsync(ChangeEventArgs args)
    {
        _points = double.TryParse((string?)args.Value, CultureInfo.InvariantCulture, out var points) ? points : _points;
        return EstimateAsync();
    }

    private async Task EstimateAsync() =>
        _estimate = _prompt is null ? null : (await Library.EstimateAsync(await Caller.GetAsync(), _prompt.Id, _metric, _points / 100, _leaving.Token)).Value;

    // Weights are kept as they are given, so what its start would be refused for is said while they can still be changed.
    private async Task CheckAsync() =>
        _outlook = await Start.LookAsync(await Caller.GetAsync(), _unit, [.. _arms.Select(arm => (arm.VersionId, arm.Weight))], _leaving.Token);

    private Task AddAsync()
    {
        var unused = _prompt!.Versions.FirstOrDefault(version => _arms.All(arm => arm.VersionId != version.Id)) ?? _prompt.Versions[0];
        _arms.Add(new($"Arm {_arms.Count + 1}", unused.Id, _arms[^1].Weight));
        return CheckAsync();
    }

    private Task RemoveAsync(ArmInput arm)
    {
        _arms.Remove(arm);
        return CheckAsync();
    }

    private Task TakeAsync(IReadOnlyList<int> weights)
    {
        foreach (var (arm, weight) in _arms.Zip(weights))
            arm.Weight = weight;
        return CheckAsync();
    }

    private async Task SaveAsync()
    {
        _busy = true;
        var draft = new ExperimentDraft(_prompt!.Id, _name, _hypothesis, _unit, _metric, _points / 100, [.. _arms.Select(arm => new ArmDraft(arm.Name, arm.VersionId, arm.Weight))])
        {
            JudgeId = _judge, JudgeShare = _judge is null ? 0 : 1.0 / Math.Max(1, _every),
        };
        var created = await Desk.CreateAsync(await Caller.GetAsync(), draft, CancellationToken.None);
        (_busy, _problem) = (false, created.Error?.Message);
        if (created.Succeeded)
            Navigation.NavigateTo($"/experiments/{created.Value}");
    }

    private int Place(ArmInput arm) => _arms.IndexOf(arm) + 1;

    private string Share(ArmInput arm) => $"{100.0 * arm.Weight / Math.Max(1, _arms.Sum(one => one.Weight)):0} %";

    public void Dispose() => _leaving.Cancel();

    private sealed class ArmInput(string name, Guid versionId, int weight)
    {
        public string Name { get; set; } = name;

        public Guid VersionId { get; set; } = versionId;

        public int Weight { get; set; } = weight;
    }
}
