using AiStudio.Api.ActivityLog;
using AiStudio.Api.Chat;
using AiStudio.Api.Evals;
using AiStudio.Api.Idempotency;
using AiStudio.Api.Jobs;
using AiStudio.Api.Knowledge;
using AiStudio.Api.Models;
using AiStudio.Api.Notifications;
using AiStudio.Api.Operations;
using AiStudio.Api.People;
using AiStudio.Api.Promotion;
using AiStudio.Api.Prompts;
using AiStudio.Api.RateLimits;
using AiStudio.Api.Spend;
using AiStudio.Api.Traces;

namespace AiStudio.Api;

/// <summary>What every request of a program passes, whichever endpoint it is for.</summary>
internal static class EdgeModule
{
    public static void AddEdge(this WebApplicationBuilder builder)
    {
        builder.AddIdempotency();
        builder.AddRateLimits();
        builder.AddCallCounters();
    }

    /// <summary>Before it is asked who is calling: strangers are counted first.</summary>
    public static void UseAddressLimits(this WebApplication app) => app.UseMiddleware<AddressLimitMiddleware>();

    /// <summary>After it is known who is calling. Whoever turns failures into answers stands inside it too, so that those answers are kept as well.</summary>
    public static void UseEdge(this WebApplication app)
    {
        app.UseMiddleware<RateLimitMiddleware>();
        app.UseIdempotency();
    }

    public static void MapEdge(this WebApplication app)
    {
        app.MapRateLimits();
        app.MapTurnApi();
        app.MapAssistantApi();
        app.MapConversationApi();
        app.MapKnowledgeBaseApi();
        app.MapReaderApi();
        app.MapDocumentApi();
        app.MapSyncedDocumentApi();
        app.MapPromptApi();
        app.MapProtectedLabels();
        app.MapExperimentApi();
        app.MapPromotionApi();
        app.MapAliasApi();
        app.MapConnectionApi();
        app.MapCatalogueApi();
        app.MapSuiteApi();
        app.MapCaseApi();
        app.MapRunApi();
        app.MapJudgeApi();
        app.MapBudgetApi();
        app.MapUsageApi();
        app.MapCallApi();
        app.MapSpendFilesApi();
        app.MapActivityApi();
        app.MapTraceApi();
        app.MapApiKeyApi();
        app.MapPeopleApi();
        app.MapJobApi();
        app.MapNotificationApi();
    }
}
