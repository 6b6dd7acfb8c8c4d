using AiStudio.Platform;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Catalogue;

/// <summary>The models with their limits, prices and the history of these.</summary>
public sealed partial class CataloguePage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<PricedModel>? _models;
    private PriceDraft? _pricing;
    private string _search = "";

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PriceService Prices { get; init; } = null!;

    private List<PricedModel> Unpriced => [.. (_models ?? []).Where(model => model.InForce is null && model.Aliases.Count > 0)];

    private List<PricedModel> Shown =>
    [
        .. (_models ?? []).Where(model => model.ModelId.Contains(_search, StringComparison.OrdinalIgnoreCase)
            || model.Aliases.Any(alias => alias.Contains(_search, StringComparison.OrdinalIgnoreCase))),
    ];

    protected override Task OnInitializedAsync() => LoadAsync();

    private async Task LoadAsync() => _models = await Prices.ListAsync(await Caller.GetAsync(), _leaving.Token);

    // For a known model the form starts with what holds now.
    private void Price(PricedModel? model) => _pricing = model switch
    {
        null => _pricing is null ? new PriceDraft() : null,
        { InForce: { } price } => new PriceDraft
        {
            Provider = model.Provider,
            ModelId = model.ModelId,
            InputUsd = NanoUsd.ToUsd(price.InputNanoPerMillion),
            CachedInputUsd = NanoUsd.ToUsd(price.CachedInputNanoPerMillion),
            CacheWriteUsd = NanoUsd.ToUsd(price.CacheWriteNanoPerMillion),
            OutputUsd = NanoUsd.ToUsd(price.OutputNanoPerMillion),
            LongPrompt = price.AboveInputTokens is { } above
                ? new(above, NanoUsd.ToUsd(price.LongInputNanoPerMillion ?? 0), NanoUsd.ToUsd(price.LongCachedInputNanoPerMillion ?? 0),
                    NanoUsd.ToUsd(price.LongCacheWriteNanoPerMillion ?? 0), NanoUsd.ToUsd(price.LongOutputNanoPerMillion ?? 0))
                : null,
            ContextWindow = price.ContextWindow,
            MaxOutputTokens = price.MaxOutputTokens,
        },
        _ => new PriceDraft { Provider = model.Provider, ModelId = model.ModelId },
    };

    private async Task CloseAsync()
    {
        _pricing = null;
        await LoadAsync();
    }

    public void Dispose() => _leaving.Cancel();
}
