using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Evaluation;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Ingestion.Extraction;
using AiStudio.Features.Knowledge.Profiles;
using AiStudio.Features.Knowledge.Queries;
using AiStudio.Features.Knowledge.Readers;
using AiStudio.Features.Knowledge.Recutting;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Searching;
using AiStudio.Features.Knowledge.Sources;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Platform;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Knowledge;

internal static class KnowledgeModule
{
    public static void AddKnowledge(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<KnowledgeOptions>(KnowledgeOptions.Section);
        builder.Services.AddOptionsSection<ExtractionOptions>(ExtractionOptions.Section);
        builder.Services.AddKnowledge();
    }

    public static void MapKnowledge(this WebApplication app)
    {
        app.MapDocumentUpload();
        app.MapDocumentDownload();
    }

    /// <summary>The services alone, for a host that serves no requests.</summary>
    public static void AddKnowledge(this IServiceCollection services)
    {
        services.AddSingleton<KnowledgeService>();
        services.AddSingleton<DocumentIntake>();
        services.AddSingleton<DocumentService>();
        services.AddSingleton<DocumentList>();
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<DocumentEntries>();
        services.AddSingleton<PassageRetriever>();
        services.AddSingleton<ExtractionProcess>();
        services.AddSingleton<ChunkEmbedder>();
        services.AddSingleton<WebPages>();
        services.AddSingleton<DocumentSources>();
        services.AddSingleton<EmbeddingProfiles>();
        services.AddSingleton<IJobHandler, ReindexBase>();
        services.AddSingleton<SearchBench>();
        services.AddSingleton<KnowledgeQueries>();
        services.AddSingleton<QueryReplays>();
        services.AddSingleton<DocumentTags>();
        services.AddSingleton<Recuts>();
        services.AddSingleton<IJobHandler, RecutBase>();
        services.AddSingleton<BaseReaders>();
        services.AddSingleton<ReaderGroups>();
        services.AddSingleton<QuestionSets>();
        services.AddSingleton<RetrievalRuns>();
        services.AddSingleton<IJobHandler, EvaluateRetrieval>();
        services.AddSingleton<IJobHandler, IndexDocument>();
        services.AddSingleton<IProvisionsOrganization, KnowledgeProvisioning>();
        services.AddSingleton<ISeedsDemo, KnowledgeDemo>();
    }
}
