using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>How many messages a day each tier allows, and who is on which. Both hold from the next message on.</summary>
internal sealed class TierService(StudioDatabase database)
{
    /// <summary>Messages a day by tier; null is as many as they like.</summary>
    public async Task<IReadOnlyDictionary<string, long?>> LimitsAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var rows = await db.Database.SqlQuery<Limit>($"""
            select tier as "Tier", messages_per_day as "Messages" from tier_limit where org_id = {caller.OrganizationId}
            """).ToListAsync(cancellationToken);
        return Tiers.All.ToDictionary(tier => tier, tier => rows.Find(row => row.Tier == tier)?.Messages);
    }

    public async Task<Result<Done>> SetLimitAsync(Caller caller, string tier, long? messagesPerDay, CancellationToken cancellationToken)
    {
        if (!Tiers.All.Contains(tier) || messagesPerDay < 0)
        {
            return Error.Invalid("tier_limit", "A limit is a number of messages from 0 on, or empty for none.");
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
        {
            return refused;
        }

        var before = await db.Database.SqlQuery<long?>($"select messages_per_day as \"Value\" from tier_limit where org_id = {caller.OrganizationId} and tier = {tier}").ToListAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            insert into tier_limit (org_id, tier, messages_per_day) values ({caller.OrganizationId}, {tier}, {messagesPerDay})
            on conflict (org_id, tier) do update set messages_per_day = excluded.messages_per_day
            """, cancellationToken);
        db.LogActivity(caller, "tier.limited", "tier", null, new { tier }, new Change(new { messagesPerDay = before.FirstOrDefault() }, new { messagesPerDay }));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    public async Task<Result<Done>> AssignAsync(Caller caller, string email, string tier, CancellationToken cancellationToken)
    {
        if (!Tiers.All.Contains(tier))
        {
            return Error.Invalid("tier", "The tiers are free, pro and enterprise.");
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
        {
            return refused;
        }

        try
        {
            var members = await db.Database.SqlQuery<Assigned>($"""
                update membership m set tier = {tier} from app_user u, membership old
                where m.org_id = {caller.OrganizationId} and u.id = m.user_id and u.normalized_email = upper({email.Trim()}) and old.org_id = m.org_id and old.user_id = m.user_id
                returning m.user_id as "UserId", old.tier as "Before"
                """).ToListAsync(cancellationToken);
            if (members is not [var member])
            {
                return Error.NotFound("no_member", "Nobody with this e-mail is a member.");
            }

            db.LogActivity(caller, "member.tier_changed", "member", member.UserId, null, new Change(new { tier = member.Before }, new { tier }));
            await db.CommitAsync(cancellationToken);
            return Done.Value;
        }
        catch (DbException ex) when (ex.SqlState == "23514")
        {
            return Error.Forbidden("above_own_role", "Nobody changes the plan of somebody whose role is above their own.");
        }
    }

    private sealed record Assigned(Guid UserId, string Before);

    private sealed record Limit(string Tier, long? Messages);
}
