using System.Text;
using AiStudio.Features.ActivityLog;
using AiStudio.Features.Evals.Exchange;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Evals;

/// <summary>Cases as files, in and out.</summary>
internal sealed class CaseExchange(StudioDatabase database, TimeProvider time)
{
    private const int AtOnce = 500;

    /// <summary>
    /// Adds the cases of a file, all or none: with one line that is not in order nothing is imported, and the report says which. What the suite has already is left out.
    /// Errors: <c>no_eval_suite</c> (not found), <c>too_many_cases</c>, and what <see cref="CaseFile.Read"/> finds.
    /// </summary>
    public async Task<Result<ImportReport>> ImportAsync(Caller caller, Guid suiteId, byte[] content, CancellationToken cancellationToken)
    {
        if (!SuiteLibrary.MayManage(caller))
            return SuiteLibrary.Forbidden;
        var read = CaseFile.Read(content);
        if (!read.Succeeded)
            return read.Error;
        var (cases, problems) = read.Value;
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!await CaseDesk.HoldAsync(db, suiteId, cancellationToken))
            return SuiteLibrary.NotFound;
        if (problems.Count > 0)
            return new ImportReport(0, 0, problems);
        if (await db.Set<EvalRun>().AnyAsync(run => run.SuiteId == suiteId && run.State == EvalRunState.Running, cancellationToken))
            return Error.Conflict("eval_running", "The suite is being run. Import when the run has ended: cases that come in between would spoil it.");
        var known = await db.Set<EvalCase>().Where(row => row.SuiteId == suiteId && row.ArchivedAt == null).Select(row => row.ContentHash).ToListAsync(cancellationToken);
        var hashes = known.Select(Convert.ToHexString).ToHashSet(StringComparer.Ordinal);
        var now = time.GetUtcNow();
        var added = new List<EvalCase>();
        foreach (var (_, draft) in cases)
        {
            var hash = draft.Content.Hash();
            if (hashes.Add(Convert.ToHexString(hash)))
            {
                // Ids are in the order of the lines, and none lies in the future.
                added.Add(CaseDesk.NewCase(caller, suiteId, draft, hash, CaseSource.Imported, now, Guid.CreateVersion7(now.AddMilliseconds(added.Count - cases.Count))));
            }
        }

        if (hashes.Count > CaseDesk.MostCases)
            return CaseDesk.TooMany;
        foreach (var some in added.Chunk(AtOnce))
        {
            db.AddRange(some.AsEnumerable());
            await db.SaveChangesAsync(cancellationToken);
            db.ChangeTracker.Clear();
        }

        db.LogActivity(caller, "eval_case.imported", "eval_suite", suiteId, new { added = added.Count });
        await db.CommitAsync(cancellationToken);
        return new ImportReport(added.Count, cases.Count - added.Count, []);
    }

    /// <summary>Writes a suite's cases as JSON Lines, in the order in which they were made. Errors: <c>no_eval_suite</c>, before anything is written.</summary>
    public async Task<Result<Done>> ExportAsync(Caller caller, Guid suiteId, Stream output, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (!SuiteLibrary.MayManage(caller) || !await db.Set<EvalSuite>().AnyAsync(suite => suite.Id == suiteId, cancellationToken))
            return SuiteLibrary.NotFound;
        for (Guid? after = null; ;)
        {
            var page = await db.Set<EvalCase>().AsNoTracking().Where(row => row.SuiteId == suiteId && row.ArchivedAt == null && (after == null || row.Id.CompareTo(after.Value) > 0))
                .OrderBy(row => row.Id).Take(AtOnce).ToListAsync(cancellationToken);
            foreach (var row in page)
                await output.WriteAsync(Encoding.UTF8.GetBytes(CaseLine.Write(row) + "\n"), cancellationToken);
            if (page.Count < AtOnce)
                return Done.Value;
            after = page[^1].Id;
        }
    }
}
