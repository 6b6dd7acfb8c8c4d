using System.Data.Common;
using AiStudio.Features.Knowledge;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Chat.Reading;

/// <summary>What each assistant reads, to be changed.</summary>
public sealed partial class AssistantReadingPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<AssistantReading>? _assistants;
    private IReadOnlyList<ReadBase> _bases = [];
    private string? _problem;

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal AssistantReadings Readings { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    public void Dispose() => _leaving.Cancel();

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var caller = await Callers.GetAsync();
            _bases = [.. (await Knowledge.ListAsync(caller, _leaving.Token)).Select(row => new ReadBase(row.Id, row.Name, Archived: false))];
            var read = await Readings.ListAsync(caller, _leaving.Token);
            (_assistants, _problem) = (read.Value ?? _assistants, read.Error?.Message);
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }
}
