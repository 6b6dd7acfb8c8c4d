using AiStudio.Api.Auth;
using AiStudio.Api.OpenAi.Chat;
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
        services.AddSingleton<ChatCompletionsEndpoint>();
    }

    public static void MapOpenAi(this WebApplication app)
    {
        var limit = app.Services.GetRequiredService<IOptions<ApiOptions>>().Value.MaxBodyBytes;
        var v1 = app.MapGroup("/v1").WithMetadata(new RequestSizeLimitAttribute(limit));
        v1.MapPost("/chat/completions", app.Services.GetRequiredService<ChatCompletionsEndpoint>().HandleAsync).RequireAuthorization(KeyPolicies.For(ApiKeyScope.Chat));
        v1.Map("/{**rest}", NoSuchUrlAsync).RequireAuthorization(KeyPolicies.Any);
    }

    private static Task NoSuchUrlAsync(HttpContext context) => OpenAiErrors.NoSuchUrl(context.Request.Method, context.Request.Path).WriteAsync(context);
}
