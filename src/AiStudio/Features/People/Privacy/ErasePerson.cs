using System.Text.Json;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;
using AiStudio.Platform.Mail;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Privacy;

/// <summary>
/// The job that removes what a person has written and what was answered to them in an organization. Doing it twice does no harm.
/// What their calls cost stays, under an id that names nobody; so do evaluation cases made of chats, which are redacted when they are made,
/// and what an alert has already sent by mail or hook.
/// </summary>
internal sealed class ErasePerson(StudioDatabase database, MailFiles mails) : IJobHandler
{
    public const string JobKind = "erase_person";
    public const string Erased = "member.erased";

    public string Kind => JobKind;

    public static string Arguments(Guid userId) => JsonSerializer.Serialize(userId);

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var userId = JsonSerializer.Deserialize<Guid>(run.Arguments);
        await run.ReportAsync("texts", 10, cancellationToken);
        await RemoveOwnAsync(new TenantScope(run.Scope.OrganizationId, userId), cancellationToken);
        await using var db = await run.BeginAsync(cancellationToken);
        await RemoveSharedAsync(db, userId, cancellationToken);
        await db.CommitAsync(cancellationToken);
        var address = await ForgetAccountAsync(new TenantScope(run.Scope.OrganizationId, userId), cancellationToken);
        if (address is not null)
            await mails.RemoveAsync(address, cancellationToken);
        await using var done = await run.BeginAsync(cancellationToken);
        done.LogActivity(run.Scope.UserId, Erased, "member", userId, new { account = address is not null });
        await run.ReportAsync(done, "erased", 100, cancellationToken);
        await done.CommitAsync(cancellationToken);
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => Task.CompletedTask;

    // In the person's own name: the database lets nobody else at it. Messages, turns, their events, feedback and summaries go with their conversation.
    private async Task RemoveOwnAsync(TenantScope person, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(person, cancellationToken);
        var (organization, user) = (person.OrganizationId, person.UserId);
        await db.Database.ExecuteSqlAsync($"delete from conversation where org_id = {organization} and owner_id = {user}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from user_memory where org_id = {organization} and owner_id = {user}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from user_profile where org_id = {organization} and owner_id = {user}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from notification where org_id = {organization} and owner_id = {user}", cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    private static async Task RemoveSharedAsync(StudioDb db, Guid user, CancellationToken cancellationToken)
    {
        var organization = db.Scope.OrganizationId;
        await db.Database.ExecuteSqlAsync($"select erase_records({user})", cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            delete from idempotency_record
            where org_id = {organization} and (caller_id = {user} or caller_id in (select k.id from api_key k where k.org_id = {organization} and k.created_by = {user}))
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"update api_key set revoked_at = coalesce(revoked_at, now()), name = 'erased' where org_id = {organization} and created_by = {user}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from trace_view where org_id = {organization} and person_id = {user}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"""
            delete from invitation where org_id = {organization} and lower(email) = (select lower(u.email) from app_user u where u.id = {user})
            """, cancellationToken);
        // Nobody knows who first asked what is answered again: the cache begins anew, and so does the list of what was answered by meaning.
        await db.Database.ExecuteSqlAsync($"delete from response_cache where org_id = {organization}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from semantic_hit where org_id = {organization}", cancellationToken);
    }

    // An account belongs to the installation: while another organization knows the person, only their place here is gone.
    private async Task<string?> ForgetAccountAsync(TenantScope person, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(person, cancellationToken);
        var user = person.UserId;
        var address = await db.Database.SqlQuery<string>($"""
            select u.email as "Value" from app_user u
            where u.id = {user} and not exists (select 1 from membership m where m.user_id = u.id and m.erased_at is null)
            """).SingleOrDefaultAsync(cancellationToken);
        if (address is null)
            return null;
        var nobody = $"erased-{user:n}@erased.invalid";
        await db.Database.ExecuteSqlAsync($"""
            update app_user set user_name = {nobody}, normalized_user_name = upper({nobody}), email = {nobody}, normalized_email = upper({nobody}), display_name = 'Erased person',
                                email_confirmed = false, password_hash = null, security_stamp = {Guid.CreateVersion7().ToString()}, disabled_at = coalesce(disabled_at, now())
            where id = {user}
            """, cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from app_user_claim where user_id = {user}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from app_user_login where user_id = {user}", cancellationToken);
        await db.Database.ExecuteSqlAsync($"delete from app_user_token where user_id = {user}", cancellationToken);
        await db.CommitAsync(cancellationToken);
        return address;
    }
}
