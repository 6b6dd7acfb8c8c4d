using System.Data.Common;
using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Caching;

/// <summary>What caching saved, for finance and admins; how it is set and what it mistook for the same question, for admins and owners.</summary>
public sealed partial class CachingPage : IDisposable
{
    private static readonly int[] Periods = [7, 30, 90];

    private readonly CancellationTokenSource _leaving = new();
    private int _days = 30;
    private Savings? _savings;
    private IReadOnlyList<AssistantCachingRow>? _assistants;
    private IReadOnlyList<SemanticHitRow>? _hits;
    private string? _problem;
    private string? _note;

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal CachingReport Report { get; init; } = null!;

    [Inject]
    internal CachingSettings Settings { get; init; } = null!;

    [Inject]
    internal SemanticHits Hits { get; init; } = null!;

    private string Subtitle => _savings is null
        ? "What it saved"
        : string.Create(CultureInfo.InvariantCulture, $"{_savings.From:d MMMM yyyy} to {_savings.To:d MMMM yyyy}, USD, days in {_savings.TimeZone}");

    public void Dispose()
    {
        // Not disposed: what is still on its way asks it for its token.
        _leaving.Cancel();
    }

    protected override Task OnInitializedAsync() => LoadAsync();

    private Task ShowAsync(int days)
    {
        _days = days;
        return LoadAsync();
    }

    private async Task LoadAsync()
    {
        try
        {
            var caller = await Callers.GetAsync();
            var savings = await Report.ReadAsync(caller, _days, _leaving.Token);
            (_savings, _problem) = (savings.Value ?? _savings, savings.Error?.Message);
            if (caller.Role >= Role.Admin)
            {
                _assistants = (await Settings.ListAsync(caller, _leaving.Token)).Value;
                _hits = (await Hits.ListAsync(caller, _leaving.Token)).Value;
            }
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

    private async Task ClearAsync()
    {
        var cleared = await Settings.ClearAsync(await Callers.GetAsync(), _leaving.Token);
        (_problem, _note) = (cleared.Error?.Message, cleared.Succeeded ? $"{cleared.Value} answers forgotten." : null);
    }
}
