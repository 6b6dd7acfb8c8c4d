using System.Globalization;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Catalogue;

/// <summary>Adds a price, from now or a later moment on.</summary>
public sealed partial class PriceForm
{
    private readonly List<Amount> _amounts =
        [new("input", "Input, $ per million", true), new("cached", "Cached read", false), new("write", "Cache write", false), new("output", "Output, $ per million", true)];

    private ProviderKind _provider;
    private string _model = "";
    private string _window = "";
    private string _answer = "";
    private string _source = "";
    private DateTime? _from;
    private string? _problem;

    /// <summary>What the form begins with.</summary>
    [Parameter, EditorRequired]
    public PriceDraft Start { get; set; } = null!;

    /// <summary>Added, or not wanted any more.</summary>
    [Parameter]
    public EventCallback Closed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PriceService Prices { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    protected override void OnInitialized()
    {
        (_provider, _model) = (Start.Provider, Start.ModelId);
        if (Start.ContextWindow == 0)
        {
            return;
        }

        (_window, _answer) = (Text(Start.ContextWindow), Text(Start.MaxOutputTokens));
        foreach (var (amount, usd) in _amounts.Zip([Start.InputUsd, Start.CachedInputUsd, Start.CacheWriteUsd, Start.OutputUsd]))
        {
            amount.Text = usd?.ToString("0.#########", CultureInfo.InvariantCulture) ?? "";
        }
    }

    private async Task SaveAsync()
    {
        var figures = _amounts.Select(amount => (amount, Usd: Usd(amount.Text))).ToList();
        if (figures.Find(figure => figure.Usd is null && (figure.amount.Required || figure.amount.Text.Trim().Length > 0)) is { amount: { } wrong })
        {
            _problem = $"“{wrong.Label}” is no amount. Write dollars with a point, as 0.40.";
            return;
        }

        var draft = new PriceDraft
        {
            Provider = _provider,
            ModelId = _model.Trim(),
            EffectiveFrom = _from is { } from ? new DateTimeOffset(from, TimeSpan.Zero) : null,
            InputUsd = figures[0].Usd!.Value,
            CachedInputUsd = figures[1].Usd,
            CacheWriteUsd = figures[2].Usd,
            OutputUsd = figures[3].Usd!.Value,
            ContextWindow = Tokens(_window),
            MaxOutputTokens = Tokens(_answer),
            Source = _source,
        };
        var added = await Prices.AddAsync(await Caller.GetAsync(), draft, CancellationToken.None);
        _problem = added.Error?.Message;
        if (added.Succeeded)
        {
            Toasts.Show("Price added", draft.EffectiveFrom is { } later ? $"{draft.ModelId} costs this from {Figures.Day(later)} on." : $"New calls of {draft.ModelId} are charged by it.");
            await Closed.InvokeAsync();
        }
    }

    private static decimal? Usd(string text) =>
        decimal.TryParse(text.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) ? usd : null;

    // 0 is refused with a sentence.
    private static int Tokens(string text) =>
        int.TryParse(text.Trim().Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) ? tokens : 0;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Amount(string name, string label, bool required)
    {
        public string Name => name;

        public string Label => label;

        public bool Required => required;

        public string Text { get; set; } = "";
    }
}
