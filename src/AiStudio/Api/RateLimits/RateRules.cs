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
        var rules = await RulesAsync(caller.OrganizationId, cancellationToken);
        var (own, id) = caller.ApiKeyId is { } key ? (RateScope.ApiKey, key) : (RateScope.User, caller.UserId);
        var asks = new List<RateAsk>(4);
        foreach (var (scope, subject) in new[] { (own, id), (RateScope.Organization, caller.OrganizationId) })
        {
            Add(RateUnit.Requests, 1);
            if (tokens > 0)
                Add(RateUnit.Tokens, tokens);

            void Add(RateUnit unit, long amount)
            {
                var rule = Choose(rules, scope, subject, unit, resource);
                if ((rule?.PerMinute ?? Default(scope, unit)) is { } limit)
                    asks.Add(new RateAsk(caller.OrganizationId, $"{scope}:{subject:n}:{unit}:{rule?.Resource ?? RateLimitRule.AnyResource}", unit, limit, amount));
            }
        }

        return asks;
    }

    public void Forget(Guid organizationId) => _rules.Remove(organizationId);

    public void Dispose() => _rules.Dispose();

    internal static RateLimitRule? Choose(IEnumerable<RateLimitRule> rules, RateScope scope, Guid subject, RateUnit unit, string resource) => rules
        .Where(rule => rule.Scope == scope && rule.Unit == unit && (rule.SubjectId is null || rule.SubjectId == subject)
            && (rule.Resource == RateLimitRule.AnyResource || rule.Resource == resource || IsPartOf(resource, rule.Resource)))
        .OrderByDescending(rule => rule.Priority)
        .ThenByDescending(rule => rule.SubjectId is not null)
        .ThenByDescending(rule => rule.Resource == RateLimitRule.AnyResource ? 0 : rule.Resource.Length)
        .ThenBy(rule => rule.PerMinute)
        .FirstOrDefault();

    private static bool IsPartOf(string resource, string whole) => resource.StartsWith(whole, StringComparison.Ordinal) && resource[whole.Length] == '/';

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

    private async ValueTask<IReadOnlyList<RateLimitRule>> RulesAsync(Guid organizationId, CancellationToken cancellationToken)
    {
        if (_rules.TryGetValue(organizationId, out IReadOnlyList<RateLimitRule>? rules))
            return rules!;
        await using var db = await database.BeginAsync(new TenantScope(organizationId), cancellationToken);
        rules = await db.Set<RateLimitRule>().AsNoTracking().ToListAsync(cancellationToken);
        _rules.Set(organizationId, rules, new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = s_keptFor, Size = 1 });
        return rules;
    }
}
