using AiStudio.Features.Evals;
using AiStudio.Features.Promotion.Canaries;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Promotion.Board;

/// <summary>What admins read of promotions: what is where, and what waits for whom. Others find none.</summary>
internal sealed class PromotionBoard(StudioDatabase database, IOptions<CanaryOptions> options)
{
    private const int MostLooks = 2_000;
    private const int MostPrompts = 500;

    /// <summary>Every prompt with what is in production and what is on its way there, by name.</summary>
    public async Task<IReadOnlyList<PromptStanding>> StandingsAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!PromotionRules.MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var open = (await EntriesAsync(db, new(OnlyOpen: true, Limit: MostPrompts), cancellationToken)).ToDictionary(entry => entry.PromptSlug);
        var prompts = await db.Database.SqlQuery<Standing>($"""
            select p.id as "Id", p.slug as "Slug", p.name as "Name", v.version as "Production", l.moved_at as "Since", n.version as "Newest", n.id as "NewestId"
            from prompt p
            left join prompt_label l on l.org_id = p.org_id and l.prompt_id = p.id and l.label = {PromptLabel.Production}
            left join prompt_version v on v.org_id = l.org_id and v.id = l.version_id
            left join lateral (select w.id, w.version from prompt_version w where w.org_id = p.org_id and w.prompt_id = p.id
                               order by string_to_array(w.version, '.')::integer[] desc limit 1) n on true
            where p.org_id = {caller.OrganizationId} and p.archived_at is null
            order by lower(p.name), p.id
            """).ToListAsync(cancellationToken);
        return [.. prompts.Select(row => new PromptStanding(row.Id, row.Slug, row.Name, row.Production, row.Since, row.Newest, row.NewestId, open.GetValueOrDefault(row.Slug)))];
    }

    /// <summary>The newest first, from after <paramref name="before"/> on.</summary>
    public async Task<IReadOnlyList<PromotionEntry>> ListAsync(Caller caller, Guid? before, int limit, CancellationToken cancellationToken)
    {
        if (!PromotionRules.MayManage(caller))
            return [];
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await EntriesAsync(db, new(Before: before, Limit: limit), cancellationToken);
    }

    /// <summary>Errors: <c>no_promotion</c> (not found), also for who may not see it.</summary>
    public async Task<Result<PromotionDetail>> OpenAsync(Caller caller, Guid id, CancellationToken cancellationToken)
    {
        if (!PromotionRules.MayManage(caller))
            return PromotionRules.NotFound;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await EntriesAsync(db, new(Id: id), cancellationToken) is not [var entry])
            return PromotionRules.NotFound;
        var promotion = await db.Set<VersionPromotion>().AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken);
        var looks = (await db.Set<CanaryLook>().AsNoTracking().Where(look => look.PromotionId == id).OrderByDescending(look => look.At).Take(MostLooks).ToListAsync(cancellationToken))
            .Select(View).OfType<LookView>().Reverse().ToList();
        var answers = promotion.ExperimentId is { } experiment
            ? await CanaryWatch.AnswersAsync(db, promotion, await ArmMetrics.ReadAsync(db, experiment, Guards.Incumbent, cancellationToken), cancellationToken)
            : 0;
        return new PromotionDetail(
            entry,
            promotion.PromptId,
            promotion.ApprovalNote,
            [.. (await Gate.ReadAsync(db, promotion, cancellationToken)).Select(View)],
            [.. options.Value.Percents.Select((percent, step) => new StepView(percent, options.Value.AnswersOf(step)))],
            promotion.Step,
            promotion.StepStartedAt,
            answers,
            options.Value.MinMinutes,
            [.. looks.GroupBy(look => look.Guard).Select(group => group.Last())],
            looks,
            await EventsAsync(db, id, cancellationToken),
            PromotionRights.Of(caller, entry));
    }

    /// <summary>The newest promotion of a version; <see langword="null"/> when it was never asked for, also for who may not see it.</summary>
    public async Task<PromotionDetail?> OfVersionAsync(Caller caller, Guid versionId, CancellationToken cancellationToken)
    {
        if (!PromotionRules.MayManage(caller))
            return null;
        PromotionEntry? newest;
        await using (var db = await database.BeginAsync(caller.Scope, cancellationToken))
            newest = (await EntriesAsync(db, new(VersionId: versionId), cancellationToken)).SingleOrDefault();
        return newest is null ? null : (await OpenAsync(caller, newest.Id, cancellationToken)).Value;
    }

    private static EvidenceView View(ShownEvidence shown) => new(
        shown.Suite.Slug, shown.Suite.Name, shown.Run.Id, SnakeCaseConverter<EvalRunState>.ToText(shown.Run.State), shown.Run.Cases, shown.Run.Passed, shown.Suite.MinPassRate, shown.Before?.Id, shown.Before?.Passed,
        shown.Before is null ? null : SnakeCaseConverter<EvalRunState>.ToText(shown.Before.State), shown.Paired?.Wins, shown.Paired?.Losses, shown.Paired is { } paired ? GateRule.LowerBound(paired) : null,
        shown.Suite.Margin, shown.Problem);

    private static LookView? View(CanaryLook look) => Metrics.Find(look.Guard) is not { } metric ? null : new(
        look.At, look.Guard, metric.Name, metric.IsShare, metric.LessIsBetter != false, look.Step, look.CandidateCount, look.Candidate, look.IncumbentCount, look.Incumbent, look.Low, look.High, look.Worst,
        metric.LessIsBetter == false ? look.High < -look.Worst : look.Low > look.Worst);

    private static Task<List<EventView>> EventsAsync(StudioDb db, Guid id, CancellationToken cancellationToken) => db.Database.SqlQuery<EventView>($"""
        select e.at as "At", u.display_name as "By",
               array_position(array['evaluating', 'refused', 'evaluated', 'approved', 'canary', 'production', 'rolled_back', 'withdrawn'], e.state) - 1 as "State", e.text as "Text"
        from promotion_event e left join app_user u on u.id = e.by
        where e.org_id = {db.Scope.OrganizationId} and e.promotion_id = {id}
        order by e.id
        limit 1000
        """).ToListAsync(cancellationToken);

    // Accounts have no tenant: the promotions of this one are what keeps the others' out.
    private static Task<List<PromotionEntry>> EntriesAsync(StudioDb db, Wanted wanted, CancellationToken cancellationToken) => db.Database.SqlQuery<PromotionEntry>($"""
        select p.id as "Id", r.slug as "PromptSlug", r.name as "PromptName", p.version_id as "VersionId", v.version as "Version", i.version as "Incumbent",
               array_position(array['evaluating', 'refused', 'evaluated', 'approved', 'canary', 'production', 'rolled_back', 'withdrawn'], p.state) - 1 as "State", p.held as "Held",
               case when p.state = 'canary' then (select a.weight from experiment_arm a where a.org_id = p.org_id and a.experiment_id = p.experiment_id and a.number = 0) end as "Percent",
               p.requested_by as "RequestedById", q.display_name as "RequestedBy", p.requested_at as "RequestedAt", w.display_name as "ApprovedBy", p.approved_at as "ApprovedAt",
               o.display_name as "OverriddenBy", p.override_reason as "OverrideReason", v.author_id as "AuthorId", p.experiment_id as "ExperimentId", p.reason as "Reason", p.ended_at as "EndedAt",
               p.state = 'rolled_back' and p.unblocked_by is null as "Blocked"
        from promotion p
        join prompt r on r.org_id = p.org_id and r.id = p.prompt_id
        join prompt_version v on v.org_id = p.org_id and v.id = p.version_id
        left join prompt_version i on i.org_id = p.org_id and i.id = p.incumbent_id
        left join app_user q on q.id = p.requested_by left join app_user w on w.id = p.approved_by left join app_user o on o.id = p.overridden_by
        where p.org_id = {db.Scope.OrganizationId} and ({wanted.Id}::uuid is null or p.id = {wanted.Id}) and ({wanted.VersionId}::uuid is null or p.version_id = {wanted.VersionId})
          and ({wanted.Before}::uuid is null or p.id < {wanted.Before}) and (not {wanted.OnlyOpen} or p.state in ('evaluating', 'evaluated', 'approved', 'canary'))
        order by p.id desc
        limit {wanted.Limit}
        """).ToListAsync(cancellationToken);

    private sealed record Wanted(Guid? Id = null, Guid? VersionId = null, Guid? Before = null, bool OnlyOpen = false, int Limit = 1);

    private sealed record Standing(Guid Id, string Slug, string Name, string? Production, DateTimeOffset? Since, string? Newest, Guid? NewestId);
}
