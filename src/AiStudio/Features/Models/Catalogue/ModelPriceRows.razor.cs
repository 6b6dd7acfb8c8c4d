using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Catalogue;

/// <summary>A model's rows in the table of the catalogue.</summary>
public sealed partial class ModelPriceRows
{
    private bool _open;

    [Parameter, EditorRequired]
    public PricedModel Model { get; set; } = null!;

    /// <summary>Somebody wants to add a price for it.</summary>
    [Parameter]
    public EventCallback<PricedModel> Pricing { get; set; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private int Later => Model.History.Count(price => price.EffectiveFrom > Time.GetUtcNow());

    private static string LongPrompt(ModelPrice price) => price.AboveInputTokens is { } above
        ? $" · above {Figures.Count(above)} input tokens {Figures.Usd(price.LongInputNanoPerMillion ?? 0)} in, {Figures.Usd(price.LongOutputNanoPerMillion ?? 0)} out"
        : "";
}
