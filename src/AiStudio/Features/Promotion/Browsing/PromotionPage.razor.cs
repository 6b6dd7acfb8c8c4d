using AiStudio.Features.Promotion.Board;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Promotion.Browsing;

/// <summary>One version on its way into production: what was shown, who agreed, how its canary does. Looks again by itself until it is over.</summary>
public sealed partial class PromotionPage : IDisposable
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(3);

    private readonly CancellationTokenSource _leaving = new();
    private PromotionDetail? _promotion;
    private VersionView? _version;
    private VersionView? _incumbent;
    private string? _problem;
    private string _reason = "";
    private Step? _step;
    private bool _loading = true;
    private bool _busy;

    // What is done with a word of why.
    private enum Step
    {
        Approve,
        Override,
        Withdraw,
        RollBack,
        Unblock,
    }

    [Parameter]
    public Guid Id { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromotionBoard Board { get; init; } = null!;

    [Inject]
    internal PromptLibrary Prompts { get; init; } = null!;

    [Inject]
    internal PromotionDesk Desk { get; init; } = null!;

    [Inject]
    internal PromotionSteering Steering { get; init; } = null!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var found = await Board.OpenAsync(await Caller.GetAsync(), Id, _leaving.Token);
        if (found.Value is { } promotion)
            await CompareAsync(promotion.Entry);
        (_promotion, _loading) = (found.Value, false);
    }

    // Whoever approves sees what changes; versions never do, so each is read once.
    private async Task CompareAsync(PromotionEntry entry)
    {
        if (_version?.Id == entry.VersionId && _incumbent?.Version == entry.Incumbent)
            return;
        var caller = await Caller.GetAsync();
        var prompt = await Prompts.OpenAsync(caller, entry.PromptSlug, _leaving.Token);
        var incumbent = entry.Incumbent is { } number ? prompt.Value?.Numbered(number) : null;
        _version = (await Prompts.ReadAsync(caller, entry.VersionId, _leaving.Token)).Value;
        _incumbent = incumbent is null ? null : (await Prompts.ReadAsync(caller, incumbent.Id, _leaving.Token)).Value;
    }

    private void Begin(Step step) => (_step, _reason, _problem) = (step, "", null);

    private Task HoldAsync() => ChangeAsync(caller => Steering.HoldAsync(caller, Id, CancellationToken.None));

    private Task ReleaseAsync() => ChangeAsync(caller => Steering.ReleaseAsync(caller, Id, CancellationToken.None));

    private Task DoAsync() => ChangeAsync(caller => _step switch
    {
        Step.Approve => Desk.ApproveAsync(caller, Id, _reason, CancellationToken.None),
        Step.Override => Desk.OverrideAsync(caller, Id, _reason, straight: false, CancellationToken.None),
        Step.Withdraw => Steering.WithdrawAsync(caller, Id, _reason, CancellationToken.None),
        Step.Unblock => Steering.UnblockAsync(caller, Id, _reason, CancellationToken.None),
        _ => Steering.RollBackAsync(caller, Id, _reason, CancellationToken.None),
    });

    private async Task ChangeAsync(Func<Caller, Task<Result<Done>>> change)
    {
        _busy = true;
        var changed = await change(await Caller.GetAsync());
        (_busy, _problem) = (false, changed.Error?.Message);
        if (changed.Succeeded)
            _step = null;
        await LoadAsync();
    }

    private static string Question(Step step) => step switch
    {
        Step.Approve => "Anything to say with your approval?",
        Step.Override => "The gate has not let it pass. Why shall it go on all the same? Everybody sees this.",
        Step.Withdraw => "Why is it withdrawn?",
        Step.Unblock => "This text was rolled back. Why may it be promoted again?",
        _ => "Production is answered as before within a second. Why?",
    };

    private static string Deed(Step step) => step switch
    {
        Step.Approve => "Approve",
        Step.Override => "Override the gate",
        Step.Withdraw => "Withdraw it",
        Step.Unblock => "Unblock it",
        _ => "Roll back now",
    };

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
