using AiStudio.Api.Auth;
using AiStudio.Api.OpenAi.Chat;
using AiStudio.Api.OpenAi.Embeddings;
using AiStudio.Api.OpenAi.Models;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.OpenAi;

internal static class OpenAiModule
{
    public static void AddOpenAi(this IServiceCollection services)
    {
        services.AddSingleton<WholeCompletion>();
        services.AddSingleton<StreamedCompletion>();
        services.AddSingleton<AskedAssistant>();
        services.AddSingleton<ArmRecords>();
        services.AddSingleton<KeyedChat>();
        services.AddSingleton<ChatCompletionsEndpoint>();
        services.AddSingleton<EmbeddingsEndpoint>();
        services.AddSingleton<ModelList>();
        services.AddSingleton<ModelsEndpoint>();
    }

    public static void MapOpenAi(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.MaxBodyBytes;
        var services = app.Services;
        var models = services.GetRequiredService<ModelsEndpoint>();
        var v1 = app.MapGroup("/v1").WithMetadata(new RequestSizeLimitAttribute(limit)).DescribeAll();
        v1.MapPost("/chat/completions", services.GetRequiredService<ChatCompletionsEndpoint>().HandleAsync).RequireAuthorization(KeyPolicies.For(ApiKeyScope.Chat));
        v1.MapPost("/embeddings", services.GetRequiredService<EmbeddingsEndpoint>().HandleAsync).RequireAuthorization(KeyPolicies.For(ApiKeyScope.Embeddings));
        v1.MapGet("/models", models.ListAsync).RequireAuthorization(KeyPolicies.Any);
        v1.MapGet("/models/{**id}", models.OneAsync).RequireAuthorization(KeyPolicies.Any);
        v1.Map("/{**rest}", NoSuchUrlAsync).RequireAuthorization(KeyPolicies.Any);
    }

    private static Task NoSuchUrlAsync(HttpContext context) => OpenAiErrors.NoSuchUrl(context.Request.Method, context.Request.Path).WriteAsync(context);
}
