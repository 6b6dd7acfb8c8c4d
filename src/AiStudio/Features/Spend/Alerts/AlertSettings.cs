using AiStudio.Features.ActivityLog;
using AiStudio.Features.Spend.Budgets;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Spend.Alerts;

/// <summary>Reads and changes what an organization wants to hear of. Errors: <c>not_finance</c> (forbidden), what is wrong with a setting.</summary>
internal sealed class AlertSettings(StudioDatabase database)
{
    public async Task<Result<AlertSetting>> ReadAsync(Caller caller, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        return await db.Set<AlertSetting>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? new AlertSetting { OrganizationId = caller.OrganizationId };
    }

    public async Task<Result<Done>> SaveAsync(Caller caller, AlertSetting setting, CancellationToken cancellationToken)
    {
        if (setting.Problem is { } problem)
            return problem;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await SpendRights.CheckAsync(db, cancellationToken) is { } refused)
            return refused;
        var before = await db.Set<AlertSetting>().AsNoTracking().SingleOrDefaultAsync(cancellationToken) ?? new AlertSetting { OrganizationId = caller.OrganizationId };
        await db.Database.ExecuteSqlAsync($"""
            insert into alert_setting (org_id, tell_again_hours, change_percent, change_floor_nano_usd, change_falls, person_floor_nano_usd)
            values ({caller.OrganizationId}, {setting.TellAgainHours}, {setting.ChangePercent}, {setting.ChangeFloorNanoUsd}, {setting.ChangeFalls}, {setting.PersonFloorNanoUsd})
            on conflict (org_id) do update
            set tell_again_hours = excluded.tell_again_hours, change_percent = excluded.change_percent, change_floor_nano_usd = excluded.change_floor_nano_usd,
                change_falls = excluded.change_falls, person_floor_nano_usd = excluded.person_floor_nano_usd
            """, cancellationToken);
        db.LogActivity(caller, "alert_setting.changed", "alert_setting", null, null, new Change(Told(before), Told(setting)));
        await db.CommitAsync(cancellationToken);
        return Done.Value;
    }

    private static object Told(AlertSetting setting) => new { setting.TellAgainHours, setting.ChangePercent, setting.ChangeFloorNanoUsd, setting.ChangeFalls, setting.PersonFloorNanoUsd };
}
