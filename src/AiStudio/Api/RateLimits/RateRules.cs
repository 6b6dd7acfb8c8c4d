using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.RateLimits;

/// <summary>Which limits hold for a request. An organization's rules are read every five seconds at most.</summary>
internal sealed class RateRules(StudioDatabase database, IOptions<RateLimitOptions> defaults) : IDisposable
{
    private static readonly TimeSpan s_keptFor = TimeSpan.FromSeconds(5);

    private readonly MemoryCache _rules = new(new MemoryCacheOptions { SizeLimit = 10_000 });

    /// <param name="caller">Who calls.</param>
    /// <param name="resource">What for.</param>
    /// <param name="tokens">The estimate; with 0 only requests are counted.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async ValueTask<IReadOnlyList<RateAsk>> AsksAsync(RequestCaller caller, string resource, long tokens, CancellationToken cancellationToken)
    {
        var limits = await LimitsAsync(caller.OrganizationId, cancellationToken);
        var (own, id) = caller.ApiKeyId is { } key ? (RateScope.ApiKey, key) : (RateScope.User, caller.UserId);
        var asks = new List<RateAsk>(4);
        Add(own, id);
        Add(RateScope.Organization, caller.OrganizationId);
        return asks;

        void Add(RateScope scope, Guid subject)
        {
            if (limits.Of(scope, subject, RateUnit.Requests, resource) is { } requests)
                asks.Add(new RateAsk(caller.OrganizationId, requests.Subject, RateUnit.Requests, requests.PerMinute, 1));
            if (tokens > 0 && limits.Of(scope, subject, RateUnit.Tokens, resource) is { } ofTokens)
                asks.Add(new RateAsk(caller.OrganizationId, ofTokens.Subject, RateUnit.Tokens, ofTokens.PerMinute, tokens));
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
