using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Curation;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Chat;

/// <summary>What chat needs of knowledge: it reads passages; how they came in is another test's matter.</summary>
internal static class KnowledgeForReading
{
    public static void AddKnowledgeForReading(this IServiceCollection services)
    {
        services.AddKnowledgeReading();
        services.AddSingleton<CurationService>();
        services.AddSingleton<IReranker, ModelReranker>();
        services.AddSingleton<IProvisionsOrganization, KnowledgeProvisioning>();
    }

    /// <summary>A base with one document of the given chunks. Words alone find them: nothing is embedded.</summary>
    public static async Task<Guid> AddDocumentAsync(this StudioTestDatabase database, Caller caller, string name, params string[] chunks)
    {
        var (organization, knowledge, document, version) = (caller.OrganizationId, Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.ExecuteAsync(
            "insert into knowledge_base (org_id, id, name, embedding_profile_id) select org_id, $2, $3, id from embedding_profile where org_id = $1",
            organization, knowledge, $"Base {knowledge:n}");
        await database.ExecuteAsync("insert into document (org_id, id, knowledge_base_id, name, state) values ($1, $2, $3, $4, 'ready')", organization, document, knowledge, name);
        await database.ExecuteAsync(
            "insert into document_version (org_id, id, document_id, number, media_type, size_bytes, content_hash, original) values ($1, $2, $3, 1, 'text/plain', 1, '', '')",
            organization, version, document);
        await database.ExecuteAsync("update document set current_version_id = $3 where org_id = $1 and id = $2", organization, document, version);
        for (var i = 0; i < chunks.Length; i++)
        {
            await database.ExecuteAsync("""
                insert into chunk (org_id, id, knowledge_base_id, document_id, document_version_id, ordinal, heading_path, span_start, span_end, text, content_hash)
                values ($1, $2, $3, $4, $5, $6, 'Leave', 0, $7, $8, '')
                """, organization, Guid.CreateVersion7(), knowledge, document, version, i, chunks[i].Length, chunks[i]);
        }

        return document;
    }
}
