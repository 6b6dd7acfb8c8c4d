using AiStudio.Features.Jobs;
using AiStudio.Gateway;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Jobs;

public sealed class JobRunnerTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>, IAsyncLifetime
{
    private readonly ScriptedHandler _handler = new();
    private ServiceProvider _services = null!;
    private Caller _caller = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private JobRunner Runner => _services.GetRequiredService<JobRunner>();

    private JobService Jobs => _services.GetRequiredService<JobService>();

    public async ValueTask InitializeAsync()
    {
        _services = JobTestServices.Build(database, _handler);
        _caller = await database.CreateOrganizationAsync();
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    [Fact]
    public async Task RunAsync_AQueuedJob_RunsItOnceUnderItsRequester()
    {
        _handler.Work = (run, _) =>
        {
            Assert.Equal(_caller.Scope, run.Scope);
            return Task.CompletedTask;
        };
        var id = await EnqueueAsync();

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);
        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        var job = await ReadAsync(id);
        Assert.Equal((JobState.Succeeded, 1, 100), (job.State, job.Attempts, job.ProgressPercent));
        Assert.Single(_handler.Runs);
        Assert.Equal("queued,started,succeeded", await EventsAsync(id));
    }

    [Fact]
    public async Task EnqueueAsync_WhenTheTransactionIsRolledBack_LeavesNoJob()
    {
        Guid id;
        await using (var db = await database.Studio.BeginAsync(_caller.Scope, Cancellation))
        {
            id = await Jobs.EnqueueAsync(db, new NewJob(ScriptedHandler.JobKind, null), Cancellation);
        }

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);
        Assert.Empty(_handler.Runs);
    }

    [Fact]
    public async Task RunAsync_WhenEveryAttemptFails_RetriesThenGivesUpWithTheReason()
    {
        _handler.Work = (_, _) => throw new InvalidOperationException("a detail for the log");
        var id = await EnqueueAsync();

        var states = new List<JobState>();
        for (var attempt = 0; attempt < 4; attempt++)
        {
            await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);
            states.Add((await ReadAsync(id)).State);
        }

        var job = await ReadAsync(id);
        Assert.Equal([JobState.Failed, JobState.Failed, JobState.Dead, JobState.Dead], states);
        Assert.Equal(3, _handler.Runs.Count);
        Assert.Contains("InvalidOperationException", job.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("a detail for the log", job.Reason, StringComparison.Ordinal);
        Assert.Equal(JobState.Dead, Assert.Single(_handler.Endings).State);
    }

    [Fact]
    public async Task RunAsync_BeforeARetryIsDue_DoesNothing()
    {
        await using var patient = JobTestServices.Build(database, _handler, new JobsOptions { RetryDelay = TimeSpan.FromHours(1) });
        _handler.Work = (_, _) => throw new InvalidOperationException();
        var id = await EnqueueAsync();

        await patient.GetRequiredService<JobRunner>().RunAsync(_caller.OrganizationId, id, Cancellation);
        await patient.GetRequiredService<JobRunner>().RunAsync(_caller.OrganizationId, id, Cancellation);

        Assert.Single(_handler.Runs);
    }

    [Fact]
    public async Task RunAsync_WhileEveryProviderIsDown_WaitsWithoutUsingUpItsAttemptsAndGoesOn()
    {
        var down = true;
        _handler.Work = (_, _) => down ? throw new GatewayException(GatewayErrors.NoModelAvailable, "No model can answer right now.") : Task.CompletedTask;
        var id = await EnqueueAsync();

        for (var attempt = 0; attempt < 8; attempt++)
        {
            await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);
            await database.ExecuteAsync("update job set due_at = now() where id = $1", id);
        }

        var waiting = await ReadAsync(id);
        Assert.Equal((JobState.Waiting, 0, "Waiting for a provider. No model can answer right now."), (waiting.State, waiting.Attempts, waiting.Reason));
        Assert.NotNull(waiting.WaitingSince);
        down = false;
        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        var job = await ReadAsync(id);
        Assert.Equal((JobState.Succeeded, 1, null), (job.State, job.Attempts, job.Reason));
        Assert.Equal(9, _handler.Runs.Count);
    }

    [Fact]
    public async Task RunAsync_AfterADayWithoutAProvider_CountsItsAttemptsAgain()
    {
        _handler.Work = (_, _) => throw new GatewayException(GatewayErrors.ProviderUnavailable, "It is down.");
        var id = await EnqueueAsync();
        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);
        await database.ExecuteAsync("update job set waiting_since = now() - interval '1 day' where id = $1", id);

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        var job = await ReadAsync(id);
        Assert.Equal((JobState.Failed, 1, "It is down."), (job.State, job.Attempts, job.Reason));
    }

    [Theory]
    [InlineData(0, null, 10)]
    [InlineData(60, null, 60)]
    [InlineData(3_600, null, 300)]
    [InlineData(0, 45, 45)]
    public async Task RunAsync_WhileEveryProviderIsDown_PausesLongerAndLongerAndAsLongAsItIsAskedTo(int waitedSeconds, int? retryAfter, int expected)
    {
        await using var patient = JobTestServices.Build(database, _handler, new JobsOptions { RetryDelay = TimeSpan.FromSeconds(10) });
        _handler.Work = (_, _) => throw new GatewayException(GatewayErrors.ProviderRateLimited, "Slow down.") { RetryAfter = retryAfter is { } after ? TimeSpan.FromSeconds(after) : null };
        var id = await EnqueueAsync();
        if (waitedSeconds > 0)
        {
            await database.ExecuteAsync("update job set state = 'waiting', waiting_since = now() - make_interval(secs => $2) where id = $1", id, waitedSeconds);
        }

        await patient.GetRequiredService<JobRunner>().RunAsync(_caller.OrganizationId, id, Cancellation);

        Assert.InRange(await database.ScalarAsync<double>("select extract(epoch from due_at - now())::float8 from job where id = $1", id), expected - 5, expected + 2);
        await patient.GetRequiredService<JobRunner>().RunAsync(_caller.OrganizationId, id, Cancellation);
        Assert.Single(_handler.Runs);
    }

    [Fact]
    public async Task RunAsync_WhenABudgetIsExhausted_FailsAsEver()
    {
        _handler.Work = (_, _) => throw new GatewayException(GatewayErrors.BudgetExhausted, "The budget cannot bear this call.");
        var id = await EnqueueAsync();

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        Assert.Equal((JobState.Failed, 1), ((await ReadAsync(id)).State, (await ReadAsync(id)).Attempts));
    }

    [Fact]
    public async Task CancelAsync_OfAJobThatWaitsForAProvider_EndsItAtOnce()
    {
        _handler.Work = (_, _) => throw new GatewayException(GatewayErrors.TooManyCalls, "Too many calls.");
        var id = await EnqueueAsync();
        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        await CancelAsync(id);

        Assert.Equal(JobState.Cancelled, (await ReadAsync(id)).State);
    }

    [Fact]
    public async Task RunAsync_WhenTheWorkCannotBeDone_GivesUpAtOnce()
    {
        _handler.Work = (_, _) => throw new JobFailedException("The file is empty.");
        var id = await EnqueueAsync();

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        var job = await ReadAsync(id);
        Assert.Equal((JobState.Dead, 1, "The file is empty."), (job.State, job.Attempts, job.Reason));
    }

    [Fact]
    public async Task RunAsync_WithAZombieThatWakesLate_WritesOnceAndOnlyByTheNewHolder()
    {
        var frozen = new TaskCompletionSource();
        var thaw = new TaskCompletionSource();
        Exception? refused = null;
        _handler.Work = async (run, cancellationToken) =>
        {
            if (_handler.Runs.Count == 1)
            {
                frozen.SetResult();
                await thaw.Task;
                refused = await Record.ExceptionAsync(() => run.ReportAsync("zombie", 99, cancellationToken));
                throw refused!;
            }

            await run.ReportAsync("second", 50, cancellationToken);
        };
        var id = await EnqueueAsync();
        var zombie = Runner.RunAsync(_caller.OrganizationId, id, Cancellation);
        await frozen.Task;
        await database.ExecuteAsync("update job set lease_until = now() - interval '1 second' where id = $1", id);

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);
        thaw.SetResult();
        await zombie;

        var job = await ReadAsync(id);
        Assert.IsType<LeaseLostException>(refused);
        Assert.Equal((JobState.Succeeded, "second", 2), (job.State, job.Stage, job.Attempts));
        Assert.Empty(_handler.Endings);
    }

    [Fact]
    public async Task RunAsync_WhenTheNodeDiedInEveryAttempt_GivesUp()
    {
        var id = await EnqueueAsync();
        await database.ExecuteAsync("update job set state = 'running', attempts = 3, lease_token = gen_random_uuid(), lease_until = now() - interval '1 minute' where id = $1", id);

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        var job = await ReadAsync(id);
        Assert.Equal(JobState.Dead, job.State);
        Assert.Contains("3 times", job.Reason, StringComparison.Ordinal);
        Assert.Empty(_handler.Runs);
        Assert.Single(_handler.Endings);
    }

    [Fact]
    public async Task RunAsync_WhenTheHostStops_LeavesTheJobToAnotherNodeWithoutCountingTheAttempt()
    {
        using var stopping = new CancellationTokenSource();
        _handler.Work = async (_, cancellationToken) =>
        {
            await stopping.CancelAsync();
            cancellationToken.ThrowIfCancellationRequested();
        };
        var id = await EnqueueAsync();

        await Runner.RunAsync(_caller.OrganizationId, id, stopping.Token);

        var job = await ReadAsync(id);
        Assert.Equal((JobState.Queued, 0), (job.State, job.Attempts));
    }

    [Fact]
    public async Task CancelAsync_OfAWaitingJob_EndsItAtOnce()
    {
        var id = await EnqueueAsync();

        await CancelAsync(id);
        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        Assert.Equal(JobState.Cancelled, (await ReadAsync(id)).State);
        Assert.Empty(_handler.Runs);
        Assert.Equal(JobState.Cancelled, Assert.Single(_handler.Endings).State);
    }

    [Fact]
    public async Task CancelAsync_OfARunningJob_StopsItAtTheNextStage()
    {
        var reached = false;
        _handler.Work = async (run, cancellationToken) =>
        {
            await run.ReportAsync("first", 10, cancellationToken);
            await CancelAsync(run.JobId);
            await run.ReportAsync("second", 20, cancellationToken);
            reached = true;
        };
        var id = await EnqueueAsync();

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        var job = await ReadAsync(id);
        Assert.Equal((JobState.Cancelled, "first"), (job.State, job.Stage));
        Assert.False(reached);
        Assert.Single(_handler.Endings);
    }

    [Fact]
    public async Task CancelAsync_OfAJobBetweenStages_StopsItByItsToken()
    {
        await using var quick = JobTestServices.Build(database, _handler, new JobsOptions { Lease = TimeSpan.FromSeconds(3) });
        _handler.Work = async (run, cancellationToken) =>
        {
            await CancelAsync(run.JobId);
            await Task.Delay(Timeout.Infinite, cancellationToken);
        };
        var id = await EnqueueAsync();

        await quick.GetRequiredService<JobRunner>().RunAsync(_caller.OrganizationId, id, Cancellation);

        Assert.Equal(JobState.Cancelled, (await ReadAsync(id)).State);
    }

    [Fact]
    public async Task RetryAsync_OfADeadJob_RunsItAgainWithAFreshCount()
    {
        _handler.Work = (_, _) => throw new JobFailedException("no");
        var id = await EnqueueAsync();
        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);
        _handler.Work = (_, _) => Task.CompletedTask;

        await using (var db = await database.Studio.BeginAsync(_caller.Scope, Cancellation))
        {
            Assert.True((await JobService.RetryAsync(db, id, Cancellation)).Succeeded);
            await db.CommitAsync(Cancellation);
        }

        await Runner.RunAsync(_caller.OrganizationId, id, Cancellation);

        var job = await ReadAsync(id);
        Assert.Equal((JobState.Succeeded, 1), (job.State, job.Attempts));
        Assert.Null(job.Reason);
    }

    [Fact]
    public async Task CancelAsync_OfAStrangersJob_FindsNothing()
    {
        var id = await EnqueueAsync();
        var stranger = await database.CreateOrganizationAsync(name: "Other");
        await using var db = await database.Studio.BeginAsync(stranger.Scope, Cancellation);

        Assert.Equal("job_not_found", (await Jobs.CancelAsync(db, id, Cancellation)).Error?.Code);
        Assert.Equal("job_not_found", (await JobService.RetryAsync(db, id, Cancellation)).Error?.Code);
    }

    private async Task<Guid> EnqueueAsync()
    {
        await using var db = await database.Studio.BeginAsync(_caller.Scope, Cancellation);
        var id = await Jobs.EnqueueAsync(db, new NewJob(ScriptedHandler.JobKind, null), Cancellation);
        await db.CommitAsync(Cancellation);
        return id;
    }

    private async Task CancelAsync(Guid id)
    {
        await using var db = await database.Studio.BeginAsync(_caller.Scope, Cancellation);
        Assert.True((await Jobs.CancelAsync(db, id, Cancellation)).Succeeded);
        await db.CommitAsync(Cancellation);
    }

    private async Task<Job> ReadAsync(Guid id)
    {
        await using var db = await database.Studio.BeginAsync(_caller.Scope, Cancellation);
        return await db.Set<Job>().SingleAsync(job => job.Id == id, Cancellation);
    }

    private Task<string?> EventsAsync(Guid id) =>
        database.ScalarAsync<string>("select string_agg(kind, ',' order by number) from job_event where job_id = $1", id);
}
