using System.Globalization;
using AiStudio.Features.Chat.Turns;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.RateLimits;

/// <summary>A question asked in the console is one request to <c>/api/turns</c> of its person's session: the same rules hold, and the same counts.</summary>
internal sealed class QuestionLimit(RateGate gate, RateRefusals refusals) : IQuestionLimit
{
    public async ValueTask<Result<Done>> TakeAsync(Caller caller, CancellationToken cancellationToken)
    {
        var readings = await gate.TakeAsync(new RequestCaller(caller.OrganizationId, caller.UserId, null), TurnTokens.Resource, requests: 1, tokens: 0, cancellationToken);
        return readings is [.., { Granted: false } refused] ? Error.OverLimit("rate_limit_exceeded", Words(refusals.Count(refused), refused)) : Done.Value;
    }

    private static string Words(string scope, RateReading refused)
    {
        var (who, they, have) = scope == "organization" ? ("Your organization", "it", "has") : ("You", "you", "have");
        if (refused.Ask.Limit == 0)
            return $"{who} may ask nothing here: a rate limit of 0 requests a minute says so. An admin can change it.";
        var often = refused.Ask.Limit == 1 ? "once" : string.Create(CultureInfo.InvariantCulture, $"{refused.Ask.Limit:N0} times");
        var seconds = RateRefusals.SecondsUntil(refused);
        return $"{who} {have} asked {often} within a minute, which is as often as {they} may. Ask again in {seconds} {(seconds == 1 ? "second" : "seconds")}.";
    }
}
