namespace AiStudio.Features.Models;

internal static class ModelsModule
{
    public static void AddModels(this WebApplicationBuilder builder)
    {
    }

    public static void MapModels(this WebApplication app)
    {
    }
}
