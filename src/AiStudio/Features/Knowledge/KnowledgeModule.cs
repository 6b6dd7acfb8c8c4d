namespace AiStudio.Features.Knowledge;

internal static class KnowledgeModule
{
    public static void AddKnowledge(this WebApplicationBuilder builder)
    {
    }

    public static void MapKnowledge(this WebApplication app)
    {
    }
}
