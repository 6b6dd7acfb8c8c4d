using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>Finds which version answers.</summary>
internal sealed partial class PromptService(TimeProvider time, ILogger<PromptService> logger)
{
    private static readonly Dictionary<string, string> s_noValues = [];

    /// <summary>
    /// The version that the label stands at; at <see cref="PromptLabel.Production"/>, while a test or a canary runs, that of the arm into which the unit falls.
    /// Who asks for production and is in an organization unit with a label of its own gets the version at that one.
    /// A missing label is an error, never a silent fallback to another version.
    /// </summary>
    public async Task<Result<ResolvedPrompt>> ResolveAsync(StudioDb db, Guid promptId, string label, ExposedUnit unit, CancellationToken cancellationToken)
    {
        if (label == PromptLabel.Production && db.Scope.UserId is not null)
            label = await UnitsLabelAsync(db, promptId, cancellationToken) ?? label;
        var splits = label == PromptLabel.Production;
        // One query whether traffic is split or not: the version at the label, or in its place that of every arm.
        var rows = await (
            from labelled in db.Set<PromptLabel>()
            where labelled.PromptId == promptId && labelled.Label == label
            from experiment in db.Set<Experiment>().Where(row => splits && row.PromptId == promptId && row.State == ExperimentState.Running).DefaultIfEmpty()
            from arm in db.Set<ExperimentArm>().Where(row => row.ExperimentId == experiment!.Id).DefaultIfEmpty()
            join version in db.Set<PromptVersion>() on (Guid?)arm!.VersionId ?? labelled.VersionId equals version.Id
            select new { version, experiment, arm }).AsNoTracking().ToListAsync(cancellationToken);
        if (rows.Count == 0)
        {
            LogMissing(promptId);
            return Error.NotFound("prompt_label_missing", $"The prompt has no version labelled {label}. Move the label to a version first.");
        }

        if (rows is [{ experiment: null } alone])
        {
            var whole = Render(alone.version, s_noValues);
            return whole.Succeeded ? whole.Value with { Label = label } : whole;
        }

        var split = rows[0].experiment!;
        var assigned = split.Assign(unit, [.. rows.Select(row => row.arm!)]);
        var rendered = Render(rows.Single(row => row.arm!.Number == assigned.Arm).version, s_noValues);
        return rendered.Succeeded
            ? rendered.Value with { Origin = new(split.Kind == ExperimentKind.Canary ? PromptOrigin.Canary : PromptOrigin.Experiment, split.Id, assigned.Arm), Assignment = assigned }
            : rendered;
    }

    private static Task<string?> UnitsLabelAsync(StudioDb db, Guid promptId, CancellationToken cancellationToken) =>
        db.Database.SqlQuery<string?>($"""
            select l.label as "Value" from membership m join unit_label l on l.org_id = m.org_id and l.unit_id = m.unit_id
            where m.org_id = {db.Scope.OrganizationId} and m.user_id = {db.Scope.UserId} and l.prompt_id = {promptId}
            """).SingleOrDefaultAsync(cancellationToken);

    /// <summary>The version with values put in. Errors: <c>prompt_variable_missing</c>, <c>prompt_variable_kind</c> (invalid).</summary>
    public Result<ResolvedPrompt> Render(PromptVersion version, IReadOnlyDictionary<string, string> values)
    {
        var text = PromptTemplate.Render(version.Body ?? version.Template, version.Variables, values, DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
        return text.Succeeded ? new ResolvedPrompt(version.Id, version.Version, text.Value, version.Settings) : text.Error;
    }

    /// <summary>The prompt of that slug, or null.</summary>
    public static async Task<Guid?> FindAsync(StudioDb db, string slug, CancellationToken cancellationToken) =>
        (await db.Set<Prompt>().AsNoTracking().SingleOrDefaultAsync(prompt => prompt.Slug == slug, cancellationToken))?.Id;

    [LoggerMessage(LogLevel.Warning, "Prompt {PromptId} was asked for by a label that stands nowhere")]
    private partial void LogMissing(Guid promptId);
}
