using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Quotes;

/// <summary>What the quotes from a base are worth, in a few words; nothing before there are any.</summary>
public sealed partial class QuoteFacts : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal QuoteTally Tally { get; init; } = null!;

    private QuoteShare? Share { get; set; }

    protected override async Task OnParametersSetAsync() =>
        Share = await Tally.ReadAsync((await Caller.GetAsync()).Scope, BaseId, _leaving.Token);

    public void Dispose() => _leaving.Cancel();
}
