using AiStudio.Api.Auth;
using AiStudio.Api.Background;
using AiStudio.Api.Batches;
using AiStudio.Api.Chat;
using AiStudio.Api.Contract;
using AiStudio.Api.OpenAi;
using AiStudio.Api.Realtime;
using AiStudio.Api.Reference;
using AiStudio.Api.Resume;
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
        builder.Services.AddSingleton<AccessWatches>();
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
        builder.Services.AddResume();
        builder.Services.AddSingleton<TurnEvents>();
        builder.Services.AddBackground();
        builder.Services.AddBatches();
        builder.Services.AddRealtime();
    }

    /// <summary>Before whoever asks who is calling: from here on, what goes wrong under <c>/v1</c> is told in OpenAI's form.</summary>
    public static void UseApi(this WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), branch => branch.UseMiddleware<OpenAiEdge>());

    public static void MapApi(this WebApplication app)
    {
        app.MapOpenAi();
        app.MapReference();
        TurnEvents.Map(app);
        JobFollowing.Map(app);
        app.MapBatches();
        app.MapRealtime();
    }
}
