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

    private readonly List<Amount> _long =
        [new("long-input", "Input", false), new("long-cached", "Cached read", false), new("long-write", "Cache write", false), new("long-output", "Output", false)];

    private ProviderKind _provider;
    private bool _isLong;
    private string _above = "";
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
        Fill(_amounts, Start.InputUsd, Start.CachedInputUsd, Start.CacheWriteUsd, Start.OutputUsd);
        if (Start.LongPrompt is { } more)
        {
            (_isLong, _above) = (true, Text(more.AboveInputTokens));
            Fill(_long, more.InputUsd, more.CachedInputUsd, more.CacheWriteUsd, more.OutputUsd);
        }
    }

    private static void Fill(List<Amount> amounts, params decimal?[] figures)
    {
        foreach (var (amount, usd) in amounts.Zip(figures))
        {
            amount.Text = usd?.ToString("0.#########", CultureInfo.InvariantCulture) ?? "";
        }
    }

    private async Task SaveAsync()
    {
        var figures = _amounts.Concat(_long).Select(amount => (amount, Usd: Usd(amount.Text))).ToList();
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
            LongPrompt = LongPrompt([.. figures.Select(figure => figure.Usd)]),
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

    // What is left empty costs as much as in short calls. Amounts without a limit are refused with a sentence.
    private LongPromptDraft? LongPrompt(decimal?[] usd)
    {
        decimal Longer(int number) => usd[number + _amounts.Count] ?? usd[number] ?? usd[0]!.Value;
        return _above.Trim().Length == 0 && _long.TrueForAll(amount => amount.Text.Trim().Length == 0)
            ? null
            : new(Tokens(_above), Longer(0), Longer(1), Longer(2), Longer(3));
    }

    private static decimal? Usd(string text) =>
        decimal.TryParse(text.Trim().TrimStart('$'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var usd) ? usd : null;

    // 0 is refused with a sentence.
    private static int Tokens(string text) =>
        int.TryParse(text.Trim().Replace(",", "", StringComparison.Ordinal), NumberStyles.None, CultureInfo.InvariantCulture, out var tokens) ? tokens : 0;

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    private sealed class Amount(string name, string label, bool required)
    {
        public string Name => name;

        public string Label => label;

        public bool Required => required;

        public string Text { get; set; } = "";
    }
}
