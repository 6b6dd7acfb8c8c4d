namespace AiStudio.Features.Evals.Playground;

internal static class PlaygroundModule
{
    public static void AddPlayground(this WebApplicationBuilder builder) => builder.Services.AddSingleton<PlaygroundDesk>();
}
