using AiStudio.Gateway.ResponseCache;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Caching;

/// <summary>What an assistant's setting means for one call.</summary>
internal static class CachePolicies
{
    public static async Task<AssistantCaching> OfAsync(StudioDb db, Guid assistantId, CancellationToken cancellationToken) =>
        await db.Set<AssistantCaching>().AsNoTracking().SingleOrDefaultAsync(caching => caching.AssistantId == assistantId, cancellationToken)
            ?? new AssistantCaching { OrganizationId = db.Scope.OrganizationId, AssistantId = assistantId };

    /// <summary>The policy of a call, or null when nothing is kept.</summary>
    /// <param name="caching">The assistant's setting.</param>
    /// <param name="scope">What the caller may see. Private messages among those sent must name their owner here.</param>
    /// <param name="question">The question as it was written, and how many of the last messages are made from it; null when only the same messages count.</param>
    /// <param name="knowledgeVersion">Changes with every document the answer may be based on.</param>
    public static CachePolicy? For(AssistantCaching caching, CacheScope scope, (string Text, int Derived)? question, string knowledgeVersion) =>
        caching.KeepMinutes == 0 ? null : new CachePolicy
        {
            Scope = scope,
            Ttl = TimeSpan.FromMinutes(caching.KeepMinutes),
            Semantic = caching.Semantic && question is { } asked
                ? new SemanticPolicy(
                    caching.AssistantId, asked.Text, asked.Derived, knowledgeVersion, caching.ThresholdInForce, caching.RecheckPercent / 100.0, ModelAlias.Embedding, ModelAlias.Fast)
                : null,
        };
}
