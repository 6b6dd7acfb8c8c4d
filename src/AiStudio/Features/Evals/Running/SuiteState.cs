using AiStudio.Features.Prompts;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals.Running;

/// <summary>A suite, a version and a model as they stand now, and so what a run of them would be evidence of.</summary>
internal sealed record SuiteState(EvalSuite Suite, PromptVersion Version, EvalJudge? Judge, RoutePlan? JudgePlan, string Model, RoutePlan? Plan, IReadOnlyList<CaseHead> Cases)
{
    public byte[] ModelHash { get; } = EvidenceHash.OfModel(Plan);

    public byte[] DatasetHash { get; } = EvidenceHash.OfDataset(Cases.Select(one => one.ContentHash));

    public byte[] Hash => EvidenceHash.Of(Version, ModelHash, Suite, DatasetHash, Judge is null ? null : [.. Judge.ContentHash, .. EvidenceHash.OfModel(JudgePlan)]);

    public static async Task<SuiteState> ReadAsync(StudioDb db, IRouteTable routes, EvalSuite suite, PromptVersion version, string? model, CancellationToken cancellationToken)
    {
        var judge = suite.JudgeId is { } id ? await db.Set<EvalJudge>().AsNoTracking().SingleAsync(row => row.Id == id, cancellationToken) : null;
        var cases = await db.Set<EvalCase>().AsNoTracking().Where(row => row.SuiteId == suite.Id && row.ArchivedAt == null)
            .OrderBy(row => row.Id).Select(row => new CaseHead(row.Id, row.ContentHash)).ToListAsync(cancellationToken);
        var plan = await routes.ResolveAsync(CallerOf(db), model ?? suite.Model, cancellationToken);
        var judgePlan = judge is null ? null : await routes.ResolveAsync(CallerOf(db), judge.Model, cancellationToken);
        return new SuiteState(suite, version, judge, judgePlan, model ?? suite.Model, plan, cases);
    }

    public static GatewayCaller CallerOf(StudioDb db) => new(db.Scope.OrganizationId, db.Scope.UserId, null, EvalsModule.Feature);
}
