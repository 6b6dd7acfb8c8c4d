using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat;

internal sealed class AssistantService(StudioDatabase database)
{
    /// <summary>The organization's assistants, the default first.</summary>
    public async Task<IReadOnlyList<AssistantRow>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var assistants = await Active(db).ToListAsync(cancellationToken);
        var bases = await AssistantBases.NamesAsync(db, cancellationToken);
        return [.. assistants.Select(assistant => new AssistantRow(
            assistant.Id, assistant.Name, assistant.Description, assistant.Model, assistant.IsDefault, [.. bases[assistant.Id]]))];
    }

    /// <summary>The assistant, or the default one when none is named.</summary>
    public static Task<Assistant?> FindAsync(StudioDb db, Guid? id, CancellationToken cancellationToken) =>
        Active(db).FirstOrDefaultAsync(assistant => id == null || assistant.Id == id, cancellationToken);

    private static IQueryable<Assistant> Active(StudioDb db) => db.Set<Assistant>().AsNoTracking()
        .Where(assistant => assistant.ArchivedAt == null)
        .OrderByDescending(assistant => assistant.IsDefault).ThenBy(assistant => assistant.Name).ThenBy(assistant => assistant.Id);
}
