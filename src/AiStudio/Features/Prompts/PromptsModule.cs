namespace AiStudio.Features.Prompts;

internal static class PromptsModule
{
    public static void AddPrompts(this WebApplicationBuilder builder)
    {
    }

    public static void MapPrompts(this WebApplication app)
    {
    }
}
