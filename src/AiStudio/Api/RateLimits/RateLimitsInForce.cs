using System.Collections.Concurrent;

namespace AiStudio.Api.RateLimits;

/// <summary>An organization's limits as its rules say; what was chosen for a caller is remembered as long as the rules are.</summary>
/// <param name="rules">Of the organization.</param>
/// <param name="byDefault">The limit where no rule says one.</param>
internal sealed class RateLimitsInForce(IReadOnlyList<RateLimitRule> rules, Func<RateScope, RateUnit, long?> byDefault)
{
    private readonly ConcurrentDictionary<(RateScope, Guid, RateUnit, string), Limit?> _chosen = new();

    /// <summary>The limit, or null where there is none.</summary>
    public Limit? Of(RateScope scope, Guid subject, RateUnit unit, string resource) =>
        _chosen.GetOrAdd((scope, subject, unit, resource), static (asked, limits) => limits.Choose(asked.Item1, asked.Item2, asked.Item3, asked.Item4), this);

    internal static RateLimitRule? Choose(IEnumerable<RateLimitRule> rules, RateScope scope, Guid subject, RateUnit unit, string resource) => rules
        .Where(rule => rule.Scope == scope && rule.Unit == unit && (rule.SubjectId is null || rule.SubjectId == subject)
            && (rule.Resource == RateLimitRule.AnyResource || rule.Resource == resource || IsPartOf(resource, rule.Resource)))
        .OrderByDescending(rule => rule.Priority)
        .ThenByDescending(rule => rule.SubjectId is not null)
        .ThenByDescending(rule => rule.Resource == RateLimitRule.AnyResource ? 0 : rule.Resource.Length)
        .ThenBy(rule => rule.PerMinute)
        .FirstOrDefault();

    private static bool IsPartOf(string resource, string whole) => resource.StartsWith(whole, StringComparison.Ordinal) && resource[whole.Length] == '/';

    private Limit? Choose(RateScope scope, Guid subject, RateUnit unit, string resource)
    {
        var rule = Choose(rules, scope, subject, unit, resource);
        return (rule?.PerMinute ?? byDefault(scope, unit)) is { } limit
            ? new Limit($"{scope}:{subject:n}:{unit}:{rule?.Resource ?? RateLimitRule.AnyResource}", limit, rule is not null)
            : null;
    }

    /// <param name="Subject">What is counted together.</param>
    /// <param name="PerMinute">How much of it a minute has.</param>
    /// <param name="IsRule">Whether an admin said so; the installation's otherwise.</param>
    internal sealed record Limit(string Subject, long PerMinute, bool IsRule);
}
