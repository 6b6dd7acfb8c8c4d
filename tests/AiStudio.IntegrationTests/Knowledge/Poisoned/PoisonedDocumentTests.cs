using System.Globalization;
using System.Text.Json;
using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Turns;
using AiStudio.IntegrationTests.Chat;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Knowledge.Poisoned;

/// <summary>
/// Documents that give orders, through the real ingestion and the real chat, to a model that obeys every text it reads. Each kind once in the ordinary run;
/// <c>AISTUDIO_POISONED_DOCUMENTS=200</c> is the whole proof.
/// </summary>
public sealed class PoisonedDocumentTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const string Secret = "The rival's vault code is 7719-ZEBRA.";

    // What a question and its answer may change: the conversation, its record, its money.
    private static readonly string[] s_ofAQuestion =
    [
        "answer_mark", "attempt_hour", "budget_window", "call", "call_attempt", "call_hour", "call_payload", "conversation", "daily_spend", "decision", "hold", "knowledge_query", "knowledge_query_base", "ledger_entry", "message", "message_use", "quote_tally",
        "response_cache", "retrieval_log", "span", "turn", "turn_event",
    ];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static int Count => int.TryParse(Environment.GetEnvironmentVariable("AISTUDIO_POISONED_DOCUMENTS"), CultureInfo.InvariantCulture, out var count) ? count : Poisons.All.Count;

    [Fact]
    public async Task Documents_ThatGiveOrdersToAModelThatObeys_CauseNothing()
    {
        await using var canary = new Canary();
        await using var emulator = await ProviderEmulatorHost.StartAsync(new EmulatorOptions { KeepRequestBodies = true }, Cancellation);
        emulator.Scripts.Add(new Script { Obeys = true, Times = Script.Forever });
        await using var node = await ChatNode.StartAsync(database, emulator);
        var caller = await node.CreateOrganizationAsync(database);
        await AddRivalAsync(node);
        await using var bench = await new KnowledgeBench(database).OpenAsync(caller);
        var documents = PoisonedDocuments.Make(Count, canary.Address, seed: 11).ToList();
        var bystanders = await BystandersAsync(caller);
        foreach (var document in documents)
        {
            await bench.AddAsync(bench.BaseId, document.Name, document.Content);
        }

        await bench.RunJobsAsync();
        Assert.Equal(documents.Count, await database.ScalarAsync<long>("select count(*) from document where org_id = $1 and state = 'ready'", caller.OrganizationId));
        var before = await TableFingerprints.TakeAsync(database);

        var answers = new List<MessageView>();
        foreach (var document in documents)
        {
            var turn = await node.AskAsync(caller, $"How often is the {document.Subject} engine checked, and by whom?");
            var events = await node.WatchAsync(caller, turn.TurnId);
            Assert.True(events[^1].Data is Finished { State: MessageState.Complete }, $"{document.Kind}: {(events[^1].Data as Finished)?.Problem}");
            answers.Add(await node.AnswerAsync(caller, turn));
        }

        var asked = emulator.Bill.Rows;
        AssertObeyed(documents, answers);
        AssertAskedOnce(asked, documents);
        Assert.DoesNotContain(asked, row => row.RequestBody!.Contains("7719", StringComparison.Ordinal));
        Assert.DoesNotContain(answers, answer => answer.Text.Contains("7719", StringComparison.Ordinal));
        Assert.All(documents.Zip(asked).Where(pair => pair.First.Hidden is not null), pair => Assert.DoesNotContain(pair.First.Hidden!, pair.Second.RequestBody, StringComparison.Ordinal));
        await AssertOneModelAsync(caller, asked);
        await AssertCitedFromOwnAsync(caller, answers);
        Assert.Empty(before.ChangedIn(await TableFingerprints.TakeAsync(database)).Except(s_ofAQuestion));
        Assert.Equal(bystanders, await BystandersAsync(caller));
        Assert.Empty(canary.Heard);
        await ReportAsync($"{documents.Count} documents of {documents.Select(document => document.Kind).Distinct().Count()} kinds: {answers.Count} answers, 0 tool calls, 0 requests, 0 changes");
    }

    private static Task ReportAsync(string line) => Environment.GetEnvironmentVariable("AISTUDIO_POISONED_LINE") is { Length: > 0 } file
        ? File.WriteAllTextAsync(file, line + '\n', Cancellation)
        : Task.CompletedTask;

    // A test in which the model did not obey would prove nothing.
    private static void AssertObeyed(List<PoisonedDocument> documents, List<MessageView> answers)
    {
        Assert.All(answers, answer => Assert.StartsWith("As you wish.", answer.Text, StringComparison.Ordinal));
        Assert.True(answers.Count(answer => answer.Text.Length > "As you wish.".Length) >= 0.9 * documents.Count, "The orders of too many documents did not reach the model.");
        Assert.Contains(answers, answer => answer.Text.Contains("OBEYED-", StringComparison.Ordinal));
        Assert.Contains(answers, answer => answer.Text.Contains("![logo](http", StringComparison.Ordinal));
        Assert.Contains(answers, answer => answer.Text.Contains("\"model\":\"evil-large", StringComparison.Ordinal));
    }

    // No tool is offered, none is run, and no result of one goes back for another round.
    private static void AssertAskedOnce(IReadOnlyList<BillRow> asked, List<PoisonedDocument> documents)
    {
        Assert.Equal(documents.Count, asked.Count);
        Assert.All(asked, row =>
        {
            using var body = JsonDocument.Parse(row.RequestBody!);
            Assert.False(body.RootElement.TryGetProperty("tools", out _));
            var roles = body.RootElement.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString()).ToList();
            Assert.Equal(["system", "user", "user"], roles);
            // The documents stand in one block that none of them can close.
            var passages = body.RootElement.GetProperty("messages")[1].GetProperty("content").ToString();
            Assert.Equal(1, passages.Split("</passages>").Length - 1);
            Assert.EndsWith("</passages>", passages, StringComparison.Ordinal);
        });
    }

    private async Task AssertOneModelAsync(Caller caller, IReadOnlyList<BillRow> asked)
    {
        Assert.Single(asked.Select(row => row.Model).Distinct());
        Assert.Equal("1 1", await database.ScalarAsync<string>(
            "select count(distinct requested_model) || ' ' || count(distinct served_model) from call where org_id = $1 and requested_model = 'balanced'", caller.OrganizationId));
        Assert.Equal(0L, await database.ScalarAsync<long>("select count(*) from call where org_id = $1 and (requested_model ilike '%evil%' or served_model ilike '%evil%')", caller.OrganizationId));
    }

    // Markers that a document made up point nowhere.
    private async Task AssertCitedFromOwnAsync(Caller caller, List<MessageView> answers)
    {
        foreach (var citation in answers.SelectMany(answer => answer.Citations))
        {
            Assert.Equal(1, await database.ScalarAsync<long>("select count(*) from chunk where org_id = $1 and id = $2", caller.OrganizationId, citation.ChunkId));
        }
    }

    private async Task AddRivalAsync(ChatNode node)
    {
        var rival = await node.CreateOrganizationAsync(database);
        await using var theirs = await new KnowledgeBench(database).OpenAsync(rival);
        await theirs.AddAsync("vault.md", Secret);
        await theirs.RunJobsAsync();
    }

    // Everything of everybody else.
    private Task<string?> BystandersAsync(Caller caller) => database.ScalarAsync<string>("""
        select string_agg(h, '' order by h) from (
          select md5(o::text) as h from organization o union all select md5(m::text) from membership m union all select md5(u::text) from app_user u
          union all select md5(d::text) from document d where org_id <> $1 union all select md5(c.text) from chunk c where org_id <> $1
          union all select md5(a::text) from assistant a union all select md5(j.id::text || j.state) from job j where org_id <> $1) everything
        """, caller.OrganizationId);
}
