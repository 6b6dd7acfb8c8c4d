using AiStudio.Api.Auth;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api.Realtime;

internal static class RealtimeModule
{
    private const string Path = "/hubs/studio";
    private const int StreamsAtOnce = 32;

    public static void AddRealtime(this IServiceCollection services)
    {
        services.AddSingleton<Notifications>();
        services.AddSignalR().AddHubOptions<StudioHub>(options =>
        {
            // Watching is a few words in and a stream out.
            options.MaximumReceiveMessageSize = 4 * 1024;
            options.MaximumParallelInvocationsPerClient = StreamsAtOnce;
        });
    }

    /// <summary>Before it is asked who is calling.</summary>
    public static void UseHubGate(this WebApplication app) =>
        app.UseWhen(context => context.Request.Path.StartsWithSegments(Path), branch => branch.UseMiddleware<HubGate>());

    public static void MapRealtime(this WebApplication app) => app.MapHub<StudioHub>(Path).RequireCaller(ApiKeyScope.Chat);
}
