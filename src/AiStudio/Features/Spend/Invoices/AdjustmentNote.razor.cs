using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Spend.Invoices;

/// <summary>Says what adjusting entries add to everybody's spend of some days, and whether it is final.</summary>
public sealed partial class AdjustmentNote : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private AdjustedDays? _adjusted;

    [Parameter, EditorRequired]
    public DateOnly From { get; set; }

    /// <summary>The last day, included.</summary>
    [Parameter, EditorRequired]
    public DateOnly To { get; set; }

    /// <summary>What the calls of these days came to.</summary>
    [Parameter, EditorRequired]
    public long SpentNanoUsd { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal Adjustments Adjustments { get; init; } = null!;

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();

    protected override async Task OnParametersSetAsync() => _adjusted = (await Adjustments.ReadAsync(await Caller.GetAsync(), From, To, _leaving.Token)).Value;
}
