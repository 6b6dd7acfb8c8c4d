using AiStudio.Gateway.Budgets;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Routing.Rehearsal;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Tests.Routing.Rehearsal;

public sealed class RouteRehearsalTests
{
    [Fact]
    public async Task PlayAsync_FirstAnswers_AsksNobodyElse()
    {
        var call = await PlayAsync([Conduct.Answers, Conduct.Answers]);

        Assert.Equal(["a"], Path(call));
        Assert.Null(call.Failure);
        Assert.True(call.TextShown);
        Assert.Equal(TimeSpan.FromMilliseconds(800), call.Took);
    }

    [Fact]
    public async Task PlayAsync_FirstIsDown_TriesItAgainAndThenTheNext()
    {
        var call = await PlayAsync([Conduct.Down, Conduct.Answers]);

        Assert.Equal(["a provider_unavailable", "a provider_unavailable", "b"], Path(call));
        Assert.Null(call.Failure);
    }

    [Fact]
    public async Task PlayAsync_FirstAsksToWait_WaitsAsLongOrGoesOn()
    {
        var two = await PlayAsync([Conduct.Limited, Conduct.Answers]);
        var long_ = await PlayAsync([Conduct.LimitedForLong, Conduct.Answers]);

        Assert.Equal(["a provider_rate_limited", "a provider_rate_limited", "b"], Path(two));
        Assert.InRange(two.Attempts[1].StartedAt - two.Attempts[0].StartedAt, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        Assert.Equal(["a provider_rate_limited", "b"], Path(long_));
    }

    [Fact]
    public async Task PlayAsync_FirstIsSilent_GoesOnAfterTheTimeLimit()
    {
        var call = await PlayAsync([Conduct.Silent, Conduct.Answers]);

        Assert.Equal(["a provider_timeout", "b"], Path(call));
        Assert.Equal(new GatewayOptions().FirstByteTimeout, call.Attempts[0].Duration);
    }

    [Fact]
    public async Task PlayAsync_BreakerIsOpen_PassesItOver()
    {
        Assert.Equal(["a breaker_open", "b"], Path(await PlayAsync([Conduct.BreakerOpen, Conduct.Answers])));

        var all = await PlayAsync([Conduct.BreakerOpen, Conduct.BreakerOpen]);
        Assert.Equal(GatewayErrors.NoModelAvailable, all.Failure!.Error);
    }

    [Fact]
    public async Task PlayAsync_UnpricedCandidate_IsLeftOut()
    {
        Assert.Equal(["b"], Path(await PlayAsync([Conduct.Unpriced, Conduct.Answers])));
        Assert.Equal(GatewayErrors.PriceUnknown, (await PlayAsync([Conduct.Unpriced])).Failure!.Error);
    }

    [Fact]
    public async Task PlayAsync_BreaksOffAfterText_TriesNobodyElse()
    {
        var call = await PlayAsync([Conduct.BreaksOff, Conduct.Answers]);

        Assert.Equal(GatewayErrors.StreamInterrupted, call.Failure!.Error);
        Assert.True(call.TextShown);
        Assert.Single(call.Attempts);
    }

    [Fact]
    public async Task PlayAsync_TooLongOrRefused_GoesToTheListForIt()
    {
        var longer = await PlayAsync([Conduct.ContextTooLong, Conduct.Answers], plan => plan with { ContextOverflow = [Candidate("long")] });
        var laxer = await PlayAsync([Conduct.ContentRefused, Conduct.Answers], plan => plan with { ContentRefusal = [Candidate("lax")] });
        var none = await PlayAsync([Conduct.ContextTooLong, Conduct.Answers]);

        Assert.Equal(["a context_length_exceeded", "long"], Path(longer));
        Assert.Equal(["a content_refused", "lax"], Path(laxer));
        Assert.Equal(GatewayErrors.ContextTooLong, none.Failure!.Error);
    }

    [Fact]
    public async Task PlayAsync_SamePlay_IsTheSameEveryTime()
    {
        var first = await PlayAsync([Conduct.Limited, Conduct.Silent, Conduct.Down, Conduct.Answers]);
        for (var play = 0; play < 100; play++)
        {
            var again = await PlayAsync([Conduct.Limited, Conduct.Silent, Conduct.Down, Conduct.Answers]);
            Assert.Equal(first.Attempts, again.Attempts);
            Assert.Equal(first.Took, again.Took);
        }
    }

    private static IEnumerable<string> Path(RehearsedCall call) =>
        call.Attempts.Select(attempt => attempt.ErrorCode is null ? attempt.ModelId : $"{attempt.ModelId} {attempt.ErrorCode}");

    private static async Task<RehearsedCall> PlayAsync(Conduct[] conducts, Func<RoutePlan, RoutePlan>? change = null)
    {
        await using var services = new ServiceCollection().AddLogging().AddRehearsal(Options.Create(new GatewayOptions())).BuildServiceProvider();
        var candidates = conducts.Select((_, number) => Candidate(((char)('a' + number)).ToString())).ToList();
        var plan = new RoutePlan(candidates);
        return await services.GetRequiredService<RouteRehearsal>().PlayAsync(
            "balanced", change?.Invoke(plan) ?? plan, candidate => candidates.FindIndex(other => other.ModelId == candidate.ModelId) is >= 0 and var number ? conducts[number] : Conduct.Answers,
            TestContext.Current.CancellationToken);
    }

    private static RouteCandidate Candidate(string model) => new(
        new ProviderConnection(Guid.CreateVersion7(), $"at {model}", ProviderKind.OpenAi, new Uri("https://host/v1"), ProviderKey.None, 1),
        model, new ModelPrice(Guid.CreateVersion7(), 1, 1, 1, 1), 100_000, 4_000);
}
