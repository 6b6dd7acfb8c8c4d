namespace AiStudio.Features.Spend;

internal static class SpendModule
{
    public static void AddSpend(this WebApplicationBuilder builder)
    {
    }

    public static void MapSpend(this WebApplication app)
    {
    }
}
