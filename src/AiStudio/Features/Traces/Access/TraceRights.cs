using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Access;

/// <summary>Admins and owners see traces. Asked of the database: a cookie's claims may be seconds old.</summary>
internal static class TraceRights
{
    public static async Task<Error?> CheckAsync(StudioDb db, CancellationToken cancellationToken) =>
        await db.Database.SqlQuery<bool>($"""select app_is_admin() as "Value" """).SingleAsync(cancellationToken)
            ? null
            : Error.Forbidden("not_admin", "Only admins and owners see traces.");
}
