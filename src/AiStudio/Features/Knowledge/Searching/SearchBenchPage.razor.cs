using System.Globalization;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Searching;

/// <summary>A question, what each arm makes of it, and what other weights would change.</summary>
public sealed partial class SearchBenchPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string _question = "";
    private string _tag = "";
    private DateOnly? _changedFrom;
    private IReadOnlyList<string> _tags = [];
    private string? _error;
    private bool _busy;
    private BenchSettings? _saved;

    [Parameter]
    public Guid BaseId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal SearchBench Bench { get; init; } = null!;

    [Inject]
    internal DocumentTags Tags { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private BenchSettings? Settings { get; set; }

    private BenchResult? Result { get; set; }

    private bool MayWrite { get; set; }

    private SearchFilter Filter => new(
        Tags: _tag.Length == 0 ? null : [_tag], ChangedAfter: _changedFrom is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : null);

    private IEnumerable<(string Name, double Value, EventCallback<ChangeEventArgs> Change)> Weights => Settings is null ? [] :
    [
        ("Words", Settings.Words, On((settings, value) => settings with { Words = value })),
        ("Vectors", Settings.Vector, On((settings, value) => settings with { Vector = value })),
        ("Sentences", Settings.Sentences, On((settings, value) => settings with { Sentences = value })),
        ("Titles", Settings.Title, On((settings, value) => settings with { Title = value })),
    ];

    protected override async Task OnParametersSetAsync()
    {
        var caller = await Caller.GetAsync();
        MayWrite = KnowledgeService.MayWrite(caller);
        var found = await Bench.SettingsAsync(caller, BaseId, _leaving.Token);
        _error = found.Error?.Message;
        Settings = _saved = found.Value;
        Result = null;
        _tags = found.Succeeded ? await Tags.ListAsync(caller, BaseId, _leaving.Token) : [];
    }

    private static string Number(double share) => share.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Share(int? rank, double share) => rank is null ? "not found" : $"#{rank} {Number(share)}";

    private EventCallback<ChangeEventArgs> On(Func<BenchSettings, double, BenchSettings> change) => EventCallback.Factory.Create<ChangeEventArgs>(this, args =>
        double.TryParse(args.Value as string, CultureInfo.InvariantCulture, out var value) ? ChangeAsync(change(Settings!, Math.Clamp(value, 0, 5))) : Task.CompletedTask);

    private Task ChangeTopK(ChangeEventArgs args) =>
        int.TryParse(args.Value as string, CultureInfo.InvariantCulture, out var value) ? ChangeAsync(Settings! with { TopK = Math.Clamp(value, 1, 50) }) : Task.CompletedTask;

    private Task ChangeFusion(ChangeEventArgs args) => ChangeAsync(Settings! with { ByRank = args.Value is true });

    // What was asked is asked again, so that the difference shows at once.
    private Task ChangeAsync(BenchSettings settings)
    {
        Settings = settings;
        return Result is null ? Task.CompletedTask : SearchAsync();
    }

    private async Task SearchAsync()
    {
        if (Settings is null || string.IsNullOrWhiteSpace(_question))
        {
            return;
        }

        _busy = true;
        var found = await Bench.SearchAsync(await Caller.GetAsync(), BaseId, _question, Settings, Filter, _leaving.Token);
        (_busy, _error, Result) = (false, found.Error?.Message, found.Value);
    }

    private async Task SaveAsync()
    {
        var saved = await Bench.SaveAsync(await Caller.GetAsync(), BaseId, Settings!, _leaving.Token);
        _error = saved.Error?.Message;
        if (saved.Succeeded)
        {
            _saved = Settings;
            Toasts.Show("Saved", "Chats search this base with these weights from now on.");
            await SearchAsync();
        }
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
