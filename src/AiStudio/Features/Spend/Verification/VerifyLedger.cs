using AiStudio.Features.ActivityLog;
using AiStudio.Features.Jobs;
using AiStudio.Features.Notifications;
using AiStudio.Platform.Data;

namespace AiStudio.Features.Spend.Verification;

/// <summary>The nightly job: a mismatch goes into the organization's activity log, with the rows named.</summary>
internal sealed partial class VerifyLedger(ILogger<VerifyLedger> logger) : IJobHandler
{
    public const string JobKind = "verify_ledger";
    public const string MismatchFound = "ledger.mismatch_found";

    public string Kind => JobKind;

    public async Task RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        await using var db = await run.BeginAsync(cancellationToken);
        var found = await LedgerVerification.FindAsync(db, cancellationToken);
        if (found.Count > 0)
        {
            LogMismatch(run.Scope.OrganizationId, found.Count);
            db.LogActivity(actorId: null, MismatchFound, "ledger", run.JobId, new { count = found.Count, rows = found });
            await db.TellMembersAsync(NotificationSending.WhoMindsMoney, "The ledger does not agree with itself",
                $"The nightly check found {found.Count} differences, the first in {found[0].Row}. The activity log names them all. Please compare them with the provider's bill.",
                "/spend/budgets", cancellationToken);
        }

        await run.ReportAsync(db, found.Count == 0 ? "verified" : "mismatch", 100, cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    public Task EndedAsync(StudioDb db, EndedJob job, CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(LogLevel.Critical, "The ledger of organization {OrganizationId} does not agree with itself in {Count} places; its activity log names them")]
    private partial void LogMismatch(Guid organizationId, int count);
}
