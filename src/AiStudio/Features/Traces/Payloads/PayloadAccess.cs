using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Traces.Payloads;

/// <summary>What the database says about reading payloads.</summary>
internal static class PayloadAccess
{
    /// <summary>Whether the person of <paramref name="db"/> may read the texts of a call of <paramref name="owner"/>'s now.</summary>
    public static async Task<bool> MayOpenAsync(this StudioDb db, Guid? owner, Guid? callId, CancellationToken cancellationToken) =>
        owner is not null && owner == db.Scope.UserId
        || await db.Database.SqlQuery<bool>($"""select app_may_open({owner}, {callId}) as "Value" """).SingleAsync(cancellationToken);

    /// <summary>The database's clock, which grants and retention go by.</summary>
    public static Task<DateTimeOffset> NowAsync(this StudioDb db, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<DateTimeOffset>($"""select now() as "Value" """).SingleAsync(cancellationToken);
}
