using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Playground;

/// <summary>Versions and models beside each other, on a question that goes nowhere else.</summary>
public sealed partial class PlaygroundPage : IDisposable
{
    private const int MostContenders = 4;
    private const int UsualAnswer = 800;
    private static readonly TimeSpan s_drawn = TimeSpan.FromMilliseconds(60);

    private readonly CancellationTokenSource _leaving = new();
    private readonly List<Contender> _contenders = [];
    private readonly List<PlaygroundMessage> _messages = [new()];
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, PromptDetail> _opened = [];
    private readonly Dictionary<Guid, VersionView> _read = [];
    private List<Result<PlaygroundPlan>> _plans = [];
    private IReadOnlyList<PromptEntry>? _prompts;
    private IReadOnlyList<string> _models = [];
    private Contender? _saving;
    private int _longest = UsualAnswer;

    /// <summary>The prompt to begin with.</summary>
    [SupplyParameterFromQuery(Name = "prompt")]
    public string? Slug { get; set; }

    /// <summary>The version to begin with.</summary>
    [SupplyParameterFromQuery(Name = "version")]
    public string? Version { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromptLibrary Library { get; init; } = null!;

    [Inject]
    internal PlaygroundDesk Desk { get; init; } = null!;

    [Inject]
    public required TimeProvider Time { get; init; }

    private bool IsRunning => _contenders.Any(contender => contender.Answer?.IsRunning == true);

    private string? Problem => _plans.FirstOrDefault(plan => !plan.Succeeded)?.Error?.Message;

    private string Price => Problem ?? (_plans.Count == 0 ? "" : $"About {Money.Format(_plans.Sum(plan => plan.Value!.EstimateNanoUsd))} when every answer is as long as it may be.");

    private IReadOnlyList<PromptVariable> Variables =>
        [.. _contenders.Select(View).OfType<VersionView>().SelectMany(version => version.Whole.Variables).DistinctBy(variable => variable.Name)];

    protected override async Task OnInitializedAsync()
    {
        var caller = await Caller.GetAsync();
        _models = await Desk.ModelsAsync(caller, _leaving.Token);
        var prompts = await Library.ListAsync(caller, _leaving.Token);
        if (prompts.Count > 0 && _models.Count > 0)
        {
            _contenders.Add(new() { Slug = prompts.FirstOrDefault(prompt => prompt.Slug == Slug)?.Slug ?? prompts[0].Slug, Version = Version ?? "", Model = _models[0] });
            await ChangedAsync();
        }

        _prompts = prompts;
    }

    private IReadOnlyList<VersionEntry> VersionsOf(string slug) => _opened.GetValueOrDefault(slug)?.Versions ?? [];

    private VersionEntry? Entry(Contender contender) => _opened.GetValueOrDefault(contender.Slug)?.Numbered(contender.Version);

    private VersionView? View(Contender contender) => Entry(contender) is { } entry ? _read.GetValueOrDefault(entry.Id) : null;

    private async Task AddAsync()
    {
        var last = _contenders[^1];
        // The version before, or else the next model: what one would compare with.
        var other = VersionsOf(last.Slug).SkipWhile(version => version.Version != last.Version).Skip(1).FirstOrDefault();
        _contenders.Add(new()
        {
            Slug = last.Slug,
            Version = other?.Version ?? last.Version,
            Model = other is not null ? last.Model : _models.SkipWhile(model => model != last.Model).Skip(1).FirstOrDefault() ?? last.Model,
        });
        await ChangedAsync();
    }

    private Task RemoveAsync(Contender contender)
    {
        _contenders.Remove(contender);
        return PlanAsync();
    }

    private async Task ChangedAsync()
    {
        var caller = await Caller.GetAsync();
        foreach (var contender in _contenders)
        {
            if (!_opened.ContainsKey(contender.Slug) && (await Library.OpenAsync(caller, contender.Slug, _leaving.Token)).Value is { } prompt)
                _opened[contender.Slug] = prompt;
            if (Entry(contender) is null && VersionsOf(contender.Slug) is [var newest, ..] versions)
                contender.Version = (versions.FirstOrDefault(version => version.Labels.Contains(PromptLabel.Production)) ?? newest).Version;
            if (Entry(contender) is { } entry && !_read.ContainsKey(entry.Id) && (await Library.ReadAsync(caller, entry.Id, _leaving.Token)).Value is { } version)
                _read[entry.Id] = version;
        }

        await PlanAsync();
    }

    private Task LongestAsync(int tokens)
    {
        _longest = tokens;
        return PlanAsync();
    }

    private async Task PlanAsync()
    {
        var (caller, input) = (await Caller.GetAsync(), new PlaygroundInput(_messages, _values, _longest));
        var plans = new List<Result<PlaygroundPlan>>();
        foreach (var contender in _contenders)
            plans.Add(await Desk.PlanAsync(caller, Entry(contender)?.Id ?? Guid.Empty, contender.Model, input, _leaving.Token));
        _plans = plans;
    }

    private async Task RunAsync()
    {
        await PlanAsync();
        if (Problem is not null)
            return;
        var caller = await Caller.GetAsync();
        _saving = null;
        var said = _messages.Where(message => !string.IsNullOrWhiteSpace(message.Text)).Select(message => new CaseMessage(message.IsAnswer ? CaseMessage.Assistant : CaseMessage.User, message.Text)).ToList();
        foreach (var contender in _contenders)
            contender.Answer = new(Time) { Asked = said, Values = new Dictionary<string, string>(_values) };
        var asked = Task.WhenAll(_contenders.Zip(_plans, (contender, plan) => Desk.AskAsync(caller, plan.Value!, contender.Answer!)));
        while (!asked.IsCompleted)
        {
            StateHasChanged();
            await Task.WhenAny(asked, Task.Delay(s_drawn, Time));
        }

        await asked;
    }

    private void StopAll()
    {
        foreach (var contender in _contenders)
            contender.Answer?.Stop();
    }

    public void Dispose()
    {
        // Who leaves hears nothing more, so nothing more is bought.
        StopAll();
        _leaving.Cancel();
    }
}
