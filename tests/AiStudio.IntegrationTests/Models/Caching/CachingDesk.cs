using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Models.Caching;

internal static class CachingDesk
{
    /// <summary>An assistant of the organization, with a prompt that says nothing.</summary>
    public static async Task<Guid> AddAssistantAsync(this StudioTestDatabase database, Caller caller, string name = "Assistant")
    {
        var (prompt, assistant) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.ExecuteAsync("insert into prompt (org_id, id, slug, name) values ($1, $2, $3, 'P')", caller.OrganizationId, prompt, $"p-{prompt:n}");
        await database.ExecuteAsync(
            "insert into assistant (org_id, id, slug, name, prompt_id, model) values ($1, $2, $3, $4, $5, 'balanced')", caller.OrganizationId, assistant, $"a-{assistant:n}", name, prompt);
        return assistant;
    }
}
