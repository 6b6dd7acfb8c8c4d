using System.Net;
using System.Text;
using AiStudio.Api.Idempotency;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

namespace AiStudio.IntegrationTests.Edge;

public sealed class IdempotencyTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Post_TwoHundredKeysThirtyTwoTimesOnTwoNodes_HasTwoHundredEffectsAndTheSameAnswers()
    {
        var effects = new Effects();
        await using var one = await EdgeNode.StartAsync(database, effects.Map);
        await using var other = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 32 * 200).Select(async i =>
            (Key: i % 200, Answer: await SendAsync(i / 200 % 2 == 0 ? one : other, caller, "/v1/effects", $"key-{i % 200}", $"{{\"n\":{i % 200}}}"))));

        Assert.Equal(200, effects.Count);
        Assert.Equal(200, effects.Ids.Distinct().Count());
        foreach (var key in answers.GroupBy(answer => answer.Key))
        {
            Assert.Equal(32, key.Count());
            Assert.Single(key.Select(answer => (answer.Answer.Status, answer.Answer.Body, answer.Answer.ContentType, answer.Answer.Effect)).Distinct());
            Assert.Equal(HttpStatusCode.Created, key.First().Answer.Status);
            Assert.Single(key, answer => !answer.Answer.Replayed);
        }
    }

    [Fact]
    public async Task Post_WithTheKeyOfAnotherRequest_IsRefused_AndKeysAreEachCallersOwn()
    {
        var effects = new Effects();
        await using var node = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();
        var colleague = await database.AddMemberAsync(caller.OrganizationId, Role.Member);
        var stranger = await database.CreateOrganizationAsync();

        var first = await SendAsync(node, caller, "/v1/effects", "same", "{}");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(node, caller, "/v1/effects", "same", "{ }")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(node, caller, "/v1/effects?a=1", "same", "{}")).Status);
        Assert.Equal(1, effects.Count);

        Assert.Equal(HttpStatusCode.OK, (await SendAsync(node, caller, "/v1/status/200", "same", "{}")).Status);
        Assert.NotEqual(first.Body, (await SendAsync(node, colleague, "/v1/effects", "same", "{}")).Body);
        Assert.NotEqual(first.Body, (await SendAsync(node, stranger, "/v1/effects", "same", "{}")).Body);
        Assert.NotEqual(first.Body, (await SendAsync(node, caller, "/v1/effects", "same", "{}", Guid.CreateVersion7())).Body);
        Assert.Equal(5, effects.Count);
    }

    [Fact]
    public async Task Form_SentAgain_IsTheSameRequest_WhateverItsBoundary_AndAnotherFileIsAnother()
    {
        var effects = new Effects();
        await using var node = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();

        var first = await UploadAsync("leave.md", "25 days\r\n--a line of dashes");
        Assert.Equal((HttpStatusCode.Created, first.Body, true), await UploadAsync("leave.md", "25 days\r\n--a line of dashes") is var again ? (again.Status, again.Body, again.Replayed) : default);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await UploadAsync("leave.md", "26 days\r\n--a line of dashes")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await UploadAsync("other.md", "25 days\r\n--a line of dashes")).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await UploadAsync("leave.md", "25 days\r\n--a line of dashes", "more")).Status);
        // What calls itself a form and is none is taken as it is.
        var broken = await SendAsync(node, caller, "/v1/effects", "broken", "no form", type: "multipart/form-data; boundary=x");
        Assert.Equal(broken.Body, (await SendAsync(node, caller, "/v1/effects", "broken", "no form", type: "multipart/form-data; boundary=x")).Body);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await SendAsync(node, caller, "/v1/effects", "broken", "not one either", type: "multipart/form-data; boundary=x")).Status);
        Assert.Equal(2, effects.Count);

        async Task<Answered> UploadAsync(string name, params string[] files)
        {
            // Each has a boundary of its own, of the same length.
            using var request = Post(caller, "/v1/effects", "upload", "");
            var form = new MultipartFormDataContent();
            foreach (var file in files)
                form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(file)), "file", name);
            request.Content = form;
            return await AnsweredAsync(node, request, Cancellation);
        }
    }

    [Theory]
    [InlineData(200, true)]
    [InlineData(302, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, false)]
    [InlineData(400, false)]
    [InlineData(404, false)]
    [InlineData(429, false)]
    public async Task Answer_IsKept_UnlessNothingWasDone(int status, bool kept)
    {
        var effects = new Effects();
        await using var node = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();

        var first = await SendAsync(node, caller, $"/v1/status/{status}", "one", "{}");
        var second = await SendAsync(node, caller, $"/v1/status/{status}", "one", "{}");

        Assert.Equal((HttpStatusCode)status, second.Status);
        Assert.Equal(kept, first.Body == second.Body);
        Assert.Equal(kept, second.Replayed);
        Assert.Equal(kept ? 1 : 2, effects.Count);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    public async Task Key_ThatIsNone_IsRefused(string key)
    {
        var effects = new Effects();
        await using var node = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(node, caller, "/v1/effects", key, "{}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(node, caller, "/v1/effects", new string('k', 256), "{}")).Status);
        Assert.Equal(HttpStatusCode.Created, (await SendAsync(node, caller, "/v1/effects", new string('k', 255), "{}")).Status);
        Assert.Equal(1, effects.Count);
    }

    [Fact]
    public async Task Stream_FollowedFromBothNodesWhileItRuns_AndReplayedAfter_IsTheSameToTheByte()
    {
        var effects = new Effects();
        await using var one = await EdgeNode.StartAsync(database, effects.Map);
        await using var other = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();

        var winner = SendAsync(one, caller, "/v1/stream", "s", "{}");
        await effects.Begun.Task.WaitAsync(Cancellation);
        var followers = new[] { one, other, other }.Select(node => FirstBytesAsync(node, caller)).ToList();
        // Followers see what there is while it still runs.
        foreach (var (begin, _) in await Task.WhenAll(followers))
            Assert.StartsWith("data: 0 ", begin, StringComparison.Ordinal);
        effects.Go();

        var whole = await winner;
        Assert.EndsWith("data: [DONE]\n\n", whole.Body, StringComparison.Ordinal);
        foreach (var follower in followers)
            Assert.Equal(whole.Body, (await follower).Begin + await (await follower).Remainder);
        var replay = await SendAsync(other, caller, "/v1/stream", "s", "{}");
        Assert.Equal((whole.Body, whole.ContentType, true), (replay.Body, replay.ContentType, replay.Replayed));
        Assert.Equal(1, effects.Count);
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from idempotency_part"));
    }

    [Fact]
    public async Task Client_ThatLeaves_GetsTheAnswerWhenItAsksAgain()
    {
        var effects = new Effects();
        await using var node = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();
        using (var patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            var first = SendAsync(node, caller, "/v1/waiting", "w", "{}", cancellation: patience.Token);
            await effects.Begun.Task.WaitAsync(Cancellation);
            await patience.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        }

        var again = SendAsync(node, caller, "/v1/waiting", "w", "{}");
        effects.Go();

        Assert.Equal($"done {effects.Ids.Single()}", (await again).Body);
        Assert.Equal(1, effects.Count);
    }

    [Theory]
    [InlineData("/v1/waiting")]
    [InlineData("/v1/stream")]
    public async Task Run_WhoseNodeDied_IsRunAgainUnderItsOldId(string path)
    {
        var effects = new Effects();
        await using var dead = await EdgeNode.StartAsync(database, effects.Map);
        await using var alive = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();
        var lost = SendAsync(dead, caller, path, "d", "{}");
        await effects.Begun.Task.WaitAsync(Cancellation);
        await dead.LosePowerAsync();
        var again = SendAsync(alive, caller, path, "d", "{}");
        await database.ExecuteAsync("update idempotency_record set lease_until = now() where idempotency_key = 'd' and caller_id = $1", caller.UserId);
        effects.Go();

        var answer = await again;
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Equal(2, effects.Count);
        Assert.Single(effects.Ids.Distinct());
        Assert.Equal(answer.Body, (await SendAsync(alive, caller, path, "d", "{}")).Body);
        Assert.Equal(2, effects.Count);
        await lost.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task Failure_ThatNobodyTurnedIntoAnAnswer_FreesTheKey_AndALongAnswerIsNotRunAgain()
    {
        var effects = new Effects();
        await using var node = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();

        Assert.Equal(HttpStatusCode.InternalServerError, (await SendAsync(node, caller, "/v1/breaks", "b", "{}")).Status);
        Assert.Equal(HttpStatusCode.InternalServerError, (await SendAsync(node, caller, "/v1/breaks", "b", "{}")).Status);
        Assert.Equal(2, effects.Count);

        Assert.Equal(34 * 1024 * 1024, (await SendAsync(node, caller, "/v1/long", "l", "{}")).Body.Length);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(node, caller, "/v1/long", "l", "{}")).Status);
        Assert.Equal(3, effects.Count);
    }

    [Fact]
    public async Task Key_OfYesterday_BeginsANewRequest_AndIsRemoved()
    {
        var effects = new Effects();
        await using var node = await EdgeNode.StartAsync(database, effects.Map);
        var caller = await database.CreateOrganizationAsync();
        var first = await SendAsync(node, caller, "/v1/effects", "old", "{}");
        Assert.True(await database.ScalarAsync<bool>("select expires_at between now() + interval '23 hours 59 minutes' and now() + interval '24 hours' from idempotency_record where caller_id = $1", caller.UserId));
        await database.ExecuteAsync("update idempotency_record set expires_at = now() - interval '1 second' where caller_id = $1", caller.UserId);

        Assert.NotEqual(first.Body, (await SendAsync(node, caller, "/v1/effects", "old", "{\"other\":1}")).Body);
        Assert.Equal(2, effects.Ids.Distinct().Count());

        await database.ExecuteAsync("update idempotency_record set expires_at = now() - interval '1 second' where caller_id = $1", caller.UserId);
        using var sweep = ActivateSweep(node);
        Assert.True(await sweep.SweepAsync(Cancellation) >= 1);
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from idempotency_record where caller_id = $1", caller.UserId));
    }

    private static RemoveExpiredKeys ActivateSweep(EdgeNode node) =>
        new(node.Get<AiStudio.Platform.Data.StudioDatabase>(), TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<RemoveExpiredKeys>.Instance);

    private static async Task<(string Begin, Task<string> Remainder)> FirstBytesAsync(EdgeNode node, Caller caller)
    {
        using var request = Post(caller, "/v1/stream", "s", "{}");
        var response = await node.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        var body = await response.Content.ReadAsStreamAsync(Cancellation);
        var buffer = new byte[8];
        await body.ReadExactlyAsync(buffer, Cancellation);
        return (Encoding.UTF8.GetString(buffer), new StreamReader(body).ReadToEndAsync(Cancellation));
    }

    private static HttpRequestMessage Post(Caller caller, string path, string key, string body, Guid? apiKey = null)
    {
        var request = EdgeNode.Request(HttpMethod.Post, path, caller, apiKey);
        request.Headers.TryAddWithoutValidation(RequestIdentity.Header, key);
        request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        return request;
    }

    private static async Task<Answered> SendAsync(
        EdgeNode node, Caller caller, string path, string key, string body, Guid? apiKey = null, CancellationToken? cancellation = null, string type = "application/json")
    {
        using var request = Post(caller, path, key, body, apiKey);
        request.Content!.Headers.ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type);
        return await AnsweredAsync(node, request, cancellation ?? Cancellation);
    }

    private static async Task<Answered> AnsweredAsync(EdgeNode node, HttpRequestMessage request, CancellationToken cancellation)
    {
        using var response = await node.Http.SendAsync(request, cancellation);
        return new Answered(
            response.StatusCode,
            await response.Content.ReadAsStringAsync(cancellation),
            response.Content.Headers.ContentType?.ToString(),
            response.Headers.TryGetValues("x-effect", out var effect) ? effect.Single() : null,
            response.Headers.Contains(StoredAnswer.ReplayedHeader));
    }

    private sealed record Answered(HttpStatusCode Status, string Body, string? ContentType, string? Effect, bool Replayed);
}
