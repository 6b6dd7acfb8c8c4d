using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Access;

/// <summary>In which conversation a turn was.</summary>
internal static class TurnPlace
{
    public static readonly Error Nowhere = Error.NotFound("no_conversation", "No conversation belongs to this call: a program or a job asked, or the conversation was deleted since.");

    /// <summary>Null when the turn was in none, or in one that is deleted. For admins: everybody else finds nothing.</summary>
    public static async Task<Guid?> FindAsync(StudioDb db, Guid? owner, Guid? turn, CancellationToken cancellationToken) => owner is null || turn is null ? null
        : await db.Database.SqlQuery<Guid?>($"""select conversation_of_turn({owner}, {turn}) as "Value" """).SingleAsync(cancellationToken);
}
