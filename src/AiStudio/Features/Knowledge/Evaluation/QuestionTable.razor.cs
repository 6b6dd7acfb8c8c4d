using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>The questions of a set.</summary>
public sealed partial class QuestionTable : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<QuestionRow>? _rows;
    private Guid? _after;
    private bool _adding;
    private string? _error;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Parameter, EditorRequired]
    public QuestionSetRow Set { get; set; } = null!;

    /// <summary>It has more or fewer questions.</summary>
    [Parameter]
    public EventCallback Changed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal RetrievalQuestions Questions { get; init; } = null!;

    protected override Task OnInitializedAsync() => ReadAsync(null);

    private async Task ReadAsync(Guid? after)
    {
        var read = await Questions.ListAsync(await Caller.GetAsync(), Set.Id, after, _leaving.Token);
        (_rows, _error, _after) = (read.Value ?? [], read.Error?.Message, after);
    }

    private async Task AddedAsync()
    {
        _adding = false;
        await ReadAsync(_after);
        await Changed.InvokeAsync();
    }

    private async Task DeleteAsync(Guid question)
    {
        var deleted = await Questions.DeleteAsync(await Caller.GetAsync(), question, _leaving.Token);
        await ReadAsync(_after);
        _error = deleted.Error?.Message;
        await Changed.InvokeAsync();
    }

    public void Dispose() => _leaving.Cancel();
}
