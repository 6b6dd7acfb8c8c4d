using AiStudio.Features.Jobs;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Evals.Running;

/// <summary>Writes down the calls of a case beyond its first one, before they are made.</summary>
internal static class RunCalls
{
    public static async Task<Guid> AddAsync(JobRun job, OpenCase open, CallPurpose purpose, CancellationToken cancellationToken)
    {
        var call = Guid.CreateVersion7();
        await using var db = await job.BeginAsync(cancellationToken);
        Add(db, open, call, purpose);
        await db.CommitAsync(cancellationToken);
        return call;
    }

    public static void Add(StudioDb db, OpenCase open, Guid call, CallPurpose purpose) => db.Add(new EvalCall
    {
        OrganizationId = db.Scope.OrganizationId, CallId = call, RunId = open.RunId, CaseId = open.CaseId, Repeat = open.Repeat, Purpose = purpose,
    });
}
