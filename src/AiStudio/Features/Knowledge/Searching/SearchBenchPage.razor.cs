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
    private IReadOnlyList<(Guid Id, string Name)> _connections = [];

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

    protected override async Task OnParametersSetAsync()
    {
        var caller = await Caller.GetAsync();
        MayWrite = KnowledgeService.MayWrite(caller);
        var found = await Bench.SettingsAsync(caller, BaseId, _leaving.Token);
        _error = found.Error?.Message;
        Settings = _saved = found.Value;
        _connections = await Bench.ConnectionsAsync(caller, _leaving.Token);
        Result = null;
        _tags = found.Succeeded ? await Tags.ListAsync(caller, BaseId, _leaving.Token) : [];
    }

    private static string Number(double share) => share.ToString("0.00", CultureInfo.InvariantCulture);

    private static string Share(int? rank, double share) => rank is null ? "not found" : $"#{rank} {Number(share)}";

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
            Toasts.Show("Saved", "Chats search this base with these settings from now on.");
            await SearchAsync();
        }
    }

    public void Dispose() => _leaving.Cancel();
}
