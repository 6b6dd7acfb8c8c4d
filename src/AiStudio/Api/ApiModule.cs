using AiStudio.Api.Auth;
using AiStudio.Api.OpenAi;
using AiStudio.Platform;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;

namespace AiStudio.Api;

internal static class ApiModule
{
    public static void AddApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddOptionsSection<ApiOptions>(ApiOptions.Section);
        builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Name, null);
        builder.Services.Configure<AuthorizationOptions>(options => options.AddKeyPolicies());
        builder.Services.AddOpenAi();
    }

    /// <summary>Before whoever asks who is calling: from here on, what goes wrong under <c>/v1</c> is told in OpenAI's form.</summary>
    public static void UseApi(this WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments("/v1"), branch => branch.UseMiddleware<OpenAiEdge>());

    public static void MapApi(this WebApplication app) => app.MapOpenAi();
}
