namespace AiStudio.Features.People;

internal static class PeopleModule
{
    public static void AddPeople(this WebApplicationBuilder builder)
    {
    }

    public static void MapPeople(this WebApplication app)
    {
    }
}
