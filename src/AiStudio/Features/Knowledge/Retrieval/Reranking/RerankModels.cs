using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Retrieval.Reranking;

/// <summary>The models that one search of some bases asks for the order, for who reckons beforehand what it costs.</summary>
internal static class RerankModels
{
    /// <summary>One for each way in which some of these bases are searched: its alias or pinned id. Empty where no model is asked.</summary>
    public static async Task<IReadOnlyList<string>> OfAsync(StudioDb db, Guid[] knowledgeBaseIds, CancellationToken cancellationToken)
    {
        var settings = await db.Set<RetrievalSetting>().AsNoTracking()
            .Where(setting => knowledgeBaseIds.Contains(setting.KnowledgeBaseId) && setting.Reranker == RerankerKind.Model).ToListAsync(cancellationToken);
        return [.. settings.Select(setting => setting.ToSettings()).Distinct().Select(setting => setting.Reranker.Model).OfType<string>()];
    }
}
