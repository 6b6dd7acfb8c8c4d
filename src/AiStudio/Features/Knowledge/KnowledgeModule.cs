using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Curation;
using AiStudio.Features.Knowledge.Deletion;
using AiStudio.Features.Knowledge.Evaluation;
using AiStudio.Features.Knowledge.Ingestion.Extraction;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Profiles;
using AiStudio.Features.Knowledge.Queries;
using AiStudio.Features.Knowledge.Quotes;
using AiStudio.Features.Knowledge.Readers;
using AiStudio.Features.Knowledge.Recutting;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Knowledge.Retrieval.Packing;
using AiStudio.Features.Knowledge.Retrieval.Reranking;
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
        builder.Services.AddSingleton<IReranker, EndpointReranker>();
        builder.Services.AddSingleton<IReranker, ModelReranker>();
        builder.Services.AddHostedService(provider => provider.GetRequiredService<CuratedHits>());
    }

    public static void MapKnowledge(this WebApplication app)
    {
        app.MapDocumentUpload();
        app.MapDocumentDownload();
    }

    /// <summary>What reading needs: search, packing, approved answers.</summary>
    public static void AddKnowledgeReading(this IServiceCollection services)
    {
        services.AddSingleton<PassageRetriever>();
        services.AddSingleton<Rerankers>();
        services.AddSingleton<PassagePacker>();
        services.AddSingleton<PassageGatherer>();
        services.AddSingleton<RetrievalReplay>();
        services.AddSingleton<CuratedAnswers>();
        services.AddSingleton<CuratedHits>();
        services.AddSingleton<QuoteTally>();
        services.AddSingleton<CitedPassages>();
    }

    /// <summary>The services alone, for a host that serves no requests.</summary>
    public static void AddKnowledge(this IServiceCollection services)
    {
        services.AddKnowledgeReading();
        services.AddSingleton<CurationService>();
        services.AddSingleton<KnowledgeService>();
        services.AddSingleton<BaseDeletions>();
        services.AddSingleton<IJobHandler, DeleteBase>();
        services.AddSingleton<DocumentIntake>();
        services.AddSingleton<DocumentService>();
        services.AddSingleton<DocumentList>();
        services.AddSingleton<DocumentReader>();
        services.AddSingleton<DocumentEntries>();
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
        services.AddSingleton<RetrievalQuestions>();
        services.AddSingleton<RetrievalRuns>();
        services.AddSingleton<IJobHandler, EvaluateRetrieval>();
        services.AddSingleton<IJobHandler, IndexDocument>();
        services.AddSingleton<IJobHandler, IndexVectors>();
        services.AddSingleton<IProvisionsOrganization, KnowledgeProvisioning>();
        services.AddSingleton<ISeedsDemo, KnowledgeDemo>();
    }
}
