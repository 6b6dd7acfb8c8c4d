using System.Data.Common;
using AiStudio.Gateway.Audit;

namespace AiStudio.Api.RateLimits;

/// <summary>Counts what turns of a program use, whose request is over long before its answer: as their calls are recorded.</summary>
internal sealed class TurnTokens(ICallLog inner, RateRules rules, IRateWindows windows) : ICallLog
{
    /// <summary>What <c>POST /api/turns</c> is counted under.</summary>
    public const string Resource = "api/turns";

    public async ValueTask RecordAsync(CallRecord record, CancellationToken cancellationToken)
    {
        await inner.RecordAsync(record, cancellationToken);
        if (record is not { TurnId: not null, Usage: { } usage, Caller: { ApiKeyId: { } key, UserId: { } person } payer })
            return;
        try
        {
            var tokens = usage.InputTokens + usage.OutputTokens;
            foreach (var ask in await rules.AsksAsync(new(payer.OrganizationId, person, key), Resource, requests: 0, tokens, cancellationToken))
                await windows.CorrectAsync(ask, tokens, cancellationToken);
        }
        catch (DbException)
        {
            // The call is booked. Limits that cannot be read now hold back nobody for it.
        }
    }
}
