using AiStudio.Features.ActivityLog;
using AiStudio.Features.People.Members;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Organizations;

/// <summary>What admins and owners decide about the organization as a whole. Every error <c>not_admin</c> (forbidden) besides those named.</summary>
internal sealed class OrganizationSettings(StudioDatabase database)
{
    public async Task<Result<OrganizationFacts>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RoleLattice.CheckManagesAsync(db, caller, cancellationToken) is { } refused)
            return refused;
        var organization = await db.Set<Organization>().AsNoTracking().SingleAsync(row => row.Id == caller.OrganizationId, cancellationToken);
        return new OrganizationFacts(organization.Name, organization.TimeZone, await HasCallsAsync(db, cancellationToken));
    }

    /// <summary>
    /// Other clocks for days, months and budgets. Once something was called the days that are booked would not be those of the new clocks any more.
    /// Errors: <c>organization_zone</c> (invalid), <c>zone_in_use</c> (conflict).
    /// </summary>
    public async Task<Result<Done>> SetTimeZoneAsync(Caller caller, string zone, CancellationToken cancellationToken)
    {
        if (OrganizationZone.Check(zone) is { } problem)
            return problem;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await RoleLattice.CheckManagesAsync(db, caller, cancellationToken) is { } refused)
            return refused;
        var organization = (await db.Set<Organization>().FromSql($"select * from organization where id = {caller.OrganizationId} for update").ToListAsync(cancellationToken))[0];
        if (organization.TimeZone == zone)
            return Done.Value;
        if (await HasCallsAsync(db, cancellationToken))
            return Error.Conflict("zone_in_use", "The time zone stays as it is: calls are booked on days that began and ended by its clocks.");
        db.LogActivity(caller, "organization.zone_changed", "organization", organization.Id, change: new Change(new { organization.TimeZone }, new { timeZone = zone }));
        organization.TimeZone = zone;
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static Task<bool> HasCallsAsync(StudioDb db, CancellationToken cancellationToken) => db.Database.SqlQuery<bool>($"""
        select exists (select 1 from hold where org_id = {db.Scope.OrganizationId}) or exists (select 1 from ledger_entry where org_id = {db.Scope.OrganizationId})
            or exists (select 1 from call where org_id = {db.Scope.OrganizationId}) as "Value"
        """).SingleAsync(cancellationToken);
}
