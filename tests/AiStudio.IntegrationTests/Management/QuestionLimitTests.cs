using AiStudio.Features.Chat.Turns;
using AiStudio.Features.People.ApiKeys;
using AiStudio.IntegrationTests.People;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Management;

/// <summary>What a person asks in the console is counted with what they ask over the API.</summary>
public sealed class QuestionLimitTests(StudioSite site) : IClassFixture<StudioSite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TurnService Turns => site.Host.Services.GetRequiredService<TurnService>();

    [Fact]
    public async Task Console_SessionAndKeysOfAPerson_CountTogether_EachQuestionOnce()
    {
        var owner = await site.AddOrganizationAsync();
        var person = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var colleague = await site.AddMemberAsync(owner.OrganizationId, Role.Member);
        var program = await Desk.ProgramAsync(site, person, ApiKeyScope.Chat);
        var session = await Desk.SessionAsync(site, person);
        await RuleAsync(owner, $$"""{"scope":"user","subjectId":"{{person.UserId}}","unit":"requests","perMinute":4}""");

        Assert.Null(await AskAsync(person));
        Assert.Equal(202, await AskAsync(program));
        Assert.Equal(202, await AskAsync(session));
        Assert.Null(await AskAsync(person));

        var refused = await AskAsync(person);
        Assert.Equal((ErrorKind.OverLimit, "rate_limit_exceeded"), (refused?.Kind, refused?.Code));
        Assert.Matches("^You have asked 4 times within a minute, which is as often as you may\\. Ask again in [1-9][0-9]? seconds?\\.$", refused!.Message);
        Assert.Equal((429, 429), (await AskAsync(program), await AskAsync(session)));
        Assert.Equal(4L, await site.Database.ScalarAsync<long>("select count(*) from turn where owner_id = $1", person.UserId));
        Assert.Null(await AskAsync(colleague));
    }

    [Fact]
    public async Task Console_AnotherAnswerIsAQuestionToo_AndTheOrganizationsLimitHolds()
    {
        var owner = await site.AddOrganizationAsync();
        await RuleAsync(owner, """{"scope":"organization","unit":"requests","resource":"api/turns","perMinute":2}""");
        var started = await Turns.AskAsync(owner, new AskRequest(null, null, "What is this?"), Cancellation);
        while (await site.Database.ScalarAsync<bool>("select state = 'running' from turn where id = $1", started.Value!.TurnId))
            await Task.Delay(20, Cancellation);

        Assert.True((await Turns.RetryAsync(owner, started.Value.AnswerId, Cancellation)).Succeeded);
        Assert.StartsWith("Your organization has asked 2 times within a minute, which is as often as it may.", (await Turns.RetryAsync(owner, started.Value.AnswerId, Cancellation)).Error?.Message, StringComparison.Ordinal);
        Assert.Equal("question_empty", (await Turns.AskAsync(owner, new AskRequest(null, null, " "), Cancellation)).Error?.Code);
    }

    [Fact]
    public async Task Console_WithARuleOfZero_SaysThatItIsClosed()
    {
        var owner = await site.AddOrganizationAsync();
        await RuleAsync(owner, """{"scope":"user","unit":"requests","resource":"api/turns","perMinute":0}""");

        Assert.StartsWith("You may ask nothing here", (await AskAsync(owner))?.Message, StringComparison.Ordinal);
    }

    private async Task<Error?> AskAsync(Caller caller) => (await Turns.AskAsync(caller, new AskRequest(null, null, "What is this?"), Cancellation)).Error;

    private static async Task<int> AskAsync(Desk desk) => (await desk.PostAsync("/api/turns", """{"text":"What is this?"}""")).Status;

    private async Task RuleAsync(Caller owner, string json) =>
        Assert.Equal(201, (await (await Desk.ProgramAsync(site, owner, ApiKeyScope.Admin)).PostAsync("/api/rate-limits", json)).Status);
}
