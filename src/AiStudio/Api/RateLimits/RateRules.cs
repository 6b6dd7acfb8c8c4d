using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.RateLimits;

/// <summary>Which limits hold for a request. An organization's rules are read every five seconds at most.</summary>
internal sealed class RateRules(StudioDatabase database, IOptions<RateLimitOptions> defaults) : IDisposable
{
    /// <summary>
    /// Whom a person's keys are counted under together where no rule says more: they may use what one of them may, so that more keys are not more.
    /// A rule for the person holds by whatever door they come; one for a key is what the key may use, whatever its maker's others do.
    /// </summary>
    public const string KeysTogether = "Keys";

    private static readonly TimeSpan s_keptFor = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _rules = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <param name="caller">Who calls.</param>
    /// <param name="resource">What for.</param>
    /// <param name="requests">How many; with 0 only tokens are counted.</param>
    /// <param name="tokens">The estimate; with 0 only requests are counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<IReadOnlyList<RateAsk>> AsksAsync(RequestCaller caller, string resource, long requests, long tokens, CancellationToken cancellationToken)
    {
        var limits = await LimitsAsync(caller.OrganizationId, cancellationToken);
        var asks = new List<RateAsk>(6);
        AddAll(RateUnit.Requests, requests);
        AddAll(RateUnit.Tokens, tokens);
        return asks;

        void AddAll(RateUnit unit, long amount)
        {
            if (amount == 0)
                return;
            var person = limits.Of(RateScope.User, caller.UserId, unit, resource);
            if (caller.ApiKeyId is { } id)
            {
                var key = limits.Of(RateScope.ApiKey, id, unit, resource);
                Add(key);
                if (person is not { IsRule: true })
                    person = key is { IsRule: false } ? key with { Subject = $"{KeysTogether}:{caller.UserId:n}:{unit}" } : null;
            }

            Add(person);
            Add(limits.Of(RateScope.Organization, caller.OrganizationId, unit, resource));

            void Add(RateLimitsInForce.Limit? limit)
            {
                if (limit is not null)
                    asks.Add(new RateAsk(caller.OrganizationId, limit.Subject, unit, limit.PerMinute, amount));
            }
        }
    }

    public void Forget(Guid organizationId) => _rules.Remove(organizationId);

    public void Dispose() => _rules.Dispose();

    private long? Default(RateScope scope, RateUnit unit)
    {
        var options = defaults.Value;
        var limit = (scope, unit) switch
        {
            (RateScope.User, RateUnit.Requests) => options.UserRequests,
            (RateScope.ApiKey, RateUnit.Requests) => options.ApiKeyRequests,
            (RateScope.Organization, RateUnit.Requests) => options.OrganizationRequests,
            (RateScope.ApiKey, RateUnit.Tokens) => options.ApiKeyTokens,
            (RateScope.Organization, RateUnit.Tokens) => options.OrganizationTokens,
            _ => 0,
        };
        return limit > 0 ? limit : null;
    }

    private async ValueTask<RateLimitsInForce> LimitsAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        if (_rules.TryGetValue(organizationId, out RateLimitsInForce? limits))
            return limits!;
        await using var db = await database.BeginAsync(new TenantScope(organizationId), cancellationToken);
        limits = new(await db.Set<RateLimitRule>().AsNoTracking().ToListAsync(cancellationToken), Default);
        return _rules.Set(organizationId, limits, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = s_keptFor, Size = 1 });
    }
}
