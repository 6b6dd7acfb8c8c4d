using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Prompts;
using AiStudio.IntegrationTests.Api;
using AiStudio.IntegrationTests.Spend;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Evals;

/// <summary>An organization with a suite of its assistant's prompt, asked of the emulator.</summary>
internal sealed class EvalBench(ApiSite api, Caller owner, Guid suiteId)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Caller Owner => owner;

    public Guid SuiteId => suiteId;

    public SuiteLibrary Suites => Get<SuiteLibrary>();

    public CaseDesk Cases => Get<CaseDesk>();

    public RunDesk Desk => Get<RunDesk>();

    public RunLibrary Runs => Get<RunLibrary>();

    public static SuiteDraft Draft => new("Smoke", PromptsProvisioning.AssistantSlug, ApiSite.Model) { RunsOnChange = false };

    public static async Task<EvalBench> OpenAsync(ApiSite api, SuiteDraft? draft = null, Caller? owner = null)
    {
        owner ??= await api.Site.AddOrganizationAsync();
        await api.Database.AddBudgetAsync(owner.OrganizationId, "organization", "", 1_000_000 * LedgerDesk.Cent);
        var made = await api.Host.Services.GetRequiredService<SuiteDesk>().CreateAsync(owner, draft ?? Draft, Cancellation);
        Assert.True(made.Succeeded, made.Error?.Message);
        return new EvalBench(api, owner, made.Value);
    }

    public T Get<T>()
        where T : notnull => api.Host.Services.GetRequiredService<T>();

    /// <summary>The emulator says what it is asked: “Echo: …”.</summary>
    public async Task<Guid> AddAsync(string question, params Check[] checks)
    {
        var made = await Cases.CreateAsync(owner, suiteId, new CaseDraft("", new CaseContent([new("user", question)], checks)), CaseSource.Written, Cancellation);
        Assert.True(made.Succeeded, made.Error?.Message);
        return made.Value;
    }

    public async Task<Guid> VersionAsync()
    {
        await using var db = await Get<StudioDatabase>().BeginAsync(owner.Scope, Cancellation);
        return db.Set<PromptVersion>().OrderByDescending(version => version.Id).First().Id;
    }

    public async Task<Guid> StartAsync(EvalOrigin origin = EvalOrigin.Person, Guid? version = null, string? model = null)
    {
        var started = await Desk.StartAsync(owner, new RunRequest(suiteId, version ?? await VersionAsync(), model, origin), Cancellation);
        Assert.True(started.Succeeded, started.Error?.Message);
        return started.Value;
    }

    public async Task<RunDetail> EndedAsync(Guid run)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(s_patience);
        while (true)
        {
            var opened = await Runs.OpenAsync(owner, run, patience.Token);
            Assert.True(opened.Succeeded, opened.Error?.Message);
            if (opened.Value.Run.State != EvalRunState.Running)
                return opened.Value;
            await Task.Delay(50, patience.Token);
        }
    }

    public async Task<RunDetail> RunAsync() => await EndedAsync(await StartAsync());

    public async Task<IReadOnlyList<ResultEntry>> ResultsAsync(Guid run)
    {
        var results = await Runs.ResultsAsync(owner, run, new ResultQuery(), null, 10_000, Cancellation);
        Assert.True(results.Succeeded, results.Error?.Message);
        return results.Value;
    }
}
