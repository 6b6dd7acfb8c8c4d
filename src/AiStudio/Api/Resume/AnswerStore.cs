using AiStudio.Api.Idempotency;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.Resume;

/// <summary>
/// Answers are kept where those under idempotency keys are: found by the same look, followed by the same signals, removed by the same sweep.
/// Their key has a space in it, which no client's can have.
/// </summary>
internal sealed class AnswerStore(StudioDatabase database, IdempotencyStore records, RunSignals signals, IOptions<ApiOptions> options, TimeProvider time)
{
    private const string Route = "/v1/chat/completions";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(250);

    /// <summary>Writes answers of any organizations in one go.</summary>
    public async Task KeepAsync(IReadOnlyCollection<KeptAnswer> answers, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(new(Guid.Empty), cancellationToken);
        var organizations = answers.Select(answer => answer.Caller.OrganizationId).ToArray();
        var callers = answers.Select(answer => answer.Caller.Id).ToArray();
        var ids = answers.Select(answer => answer.Id).ToArray();
        var statuses = answers.Select(answer => answer.Answer.Status).ToArray();
        var headers = answers.Select(answer => answer.Answer.Headers).ToArray();
        var bodies = answers.Select(answer => answer.Body).ToArray();
        await db.Database.ExecuteSqlAsync(
            $"select keep_answers({organizations}, {callers}, {ids}, {Route}, {statuses}, {headers}, {bodies}, {options.Value.KeepAnswersFor})", cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    /// <summary>Begins to tell an answer that is being given, as an idempotent run that is watched.</summary>
    public async Task<IdempotentRun> TellAsync(AnswerTape tape)
    {
        var (scope, token) = (tape.Caller.Scope, Guid.CreateVersion7());
        var run = new IdempotentRun(records, signals, time, scope, new Begun(tape.Id, Won: true, Again: false, SameRequest: true, Watched: true), token);
        try
        {
            await using var db = await database.BeginAsync(scope, CancellationToken.None);
            await db.Database.ExecuteSqlAsync($"""
                insert into idempotency_record (org_id, caller_id, route, idempotency_key, id, request_hash, lease_token, lease_until, watched, expires_at)
                values ({scope.OrganizationId}, {tape.Caller.Id}, {Route}, {"turn " + tape.Id}, {tape.Id}, ''::bytea, {token}, now() + {IdempotencyStore.Lease}, true,
                        now() + {options.Value.KeepAnswersFor})
                """, CancellationToken.None);
            await db.NotifyAsync(RunSignals.Topic, tape.Id.ToString(), CancellationToken.None);
            await db.CommitAsync(CancellationToken.None);
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    /// <summary>
    /// Whether the caller can watch such an answer: the key it was given to, or the person whose key that is. One that is being given is asked for,
    /// and waited for a moment.
    /// </summary>
    public async Task<bool> FindAsync(RequestCaller caller, Guid id, CancellationToken cancellationToken)
    {
        using var signal = signals.Subscribe(id);
        var began = time.GetTimestamp();
        for (var asked = false; ; asked = true)
        {
            var sight = await LookAsync(caller, id, cancellationToken);
            if (sight.Kept || !sight.Given || time.GetElapsedTime(began) > s_patience)
                return sight.Kept;
            if (!asked)
                await AskAsync(caller, id, cancellationToken);
            await signal.WaitAsync(s_lookEvery, time, cancellationToken);
        }
    }

    private async Task<Sight> LookAsync(RequestCaller caller, Guid id, CancellationToken cancellationToken)
    {
        var (organization, user, key) = (caller.OrganizationId, caller.UserId, caller.ApiKeyId);
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Database.SqlQuery<Sight>($"""
            select exists (select from idempotency_record r
                           where r.org_id = {organization} and r.id = {id} and r.route = {Route} and coalesce(r.status, 200) = 200 and r.expires_at > now()
                             and (r.caller_id = coalesce({key}::uuid, {user})
                                  or {key}::uuid is null and exists (select from api_key k where k.org_id = r.org_id and k.id = r.caller_id and k.created_by = {user}))) as "Kept",
                   exists (select from hold h
                           where h.org_id = {organization} and h.call_id = {id} and h.api_key_id is not null and h.created_at > now() - interval '2 hours'
                             and (h.api_key_id = {key}::uuid or {key}::uuid is null and h.user_id = {user})) as "Given"
            """).SingleAsync(cancellationToken);
    }

    private async Task AskAsync(RequestCaller caller, Guid id, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        await db.NotifyAsync(AnswerTapes.Wanted, id.ToString(), cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    // The money held for its call says that an answer is being given.
    private sealed record Sight(bool Kept, bool Given);
}
