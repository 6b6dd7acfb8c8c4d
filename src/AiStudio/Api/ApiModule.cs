using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.OpenAi;
using AiStudio.Api.Reference;
using AiStudio.Platform;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace AiStudio.Api;

internal static class ApiModule
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<ApiOptions>(ApiOptions.Section);
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Name, null).AddSessionOrKey();
        builder.Services.Configure<AuthorizationOptions>(options =>
        {
            options.AddKeyPolicies();
            options.AddCallerPolicies();
        });
        builder.Services.ConfigureHttpJsonOptions(json => json.SerializerOptions.AddWireForm());
        // A question that cannot be read is its sender's fault in every environment: it is answered, not logged as a failure.
        builder.Services.PostConfigure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = false);
        builder.Services.AddReference();
        builder.Services.AddOpenAi();
    }

    /// <summary>Before whoever asks who is calling: from here on, what goes wrong under <c>/v1</c> is told in OpenAI's form.</summary>
    public static void UseApi(this WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), branch => branch.UseMiddleware<OpenAiEdge>());

    public static void MapApi(this WebApplication app)
    {
        app.MapOpenAi();
        app.MapReference();
    }
}
