using System.Globalization;
using System.Net;
using System.Text.Json;
using AiStudio.ProviderEmulator;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.ProviderEmulator;

public sealed class BillTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Abort_StreamHeldAfterThreeTokens_BillsThree(bool anthropic)
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { TokenCount = 50, Fault = new Fault(FaultKind.Hang) { AfterChunks = 3 } });

        using (var response = anthropic ? await client.MessagesAsync("a b", true) : await client.ChatAsync("a b", true))
        {
            await using var body = await response.Content.ReadAsStreamAsync(EmulatorClient.Stopping);
            await EmulatorClient.ReadUntilAsync(body, "\" b\"");
        }

        var row = Assert.Single(await client.Host.Bill.SettledAsync(1, EmulatorClient.Stopping));
        Assert.Equal(Ending.ClientAborted, row.Ending);
        Assert.Equal((5, 3, 3, 50), (row.InputTokens, row.OutputTokens, row.TokensWritten, row.TokensPlanned));
    }

    [Fact]
    public async Task Abort_RunningStream_BillsWhatWasGeneratedUntilNoticed()
    {
        await using var client = await EmulatorClient.StartAsync();

        using (var response = await client.ChatAsync("words=10000 delay=1ms", stream: true))
        {
            await using var body = await response.Content.ReadAsStreamAsync(EmulatorClient.Stopping);
            await EmulatorClient.ReadUntilAsync(body, "words=");
        }

        var row = Assert.Single(await client.Host.Bill.SettledAsync(1, EmulatorClient.Stopping));
        Assert.Equal((Ending.ClientAborted, 10000), (row.Ending, row.TokensPlanned));
        Assert.InRange(row.OutputTokens, 2, 9999);
        Assert.InRange(row.OutputTokens - row.TokensWritten, 0, 1);
    }

    [Fact]
    public async Task Abort_ManyAtOnce_EveryRowEndsAndNoneBillsLessThanWasSeen()
    {
        await using var client = await EmulatorClient.StartAsync();

        await Parallel.ForAsync(1, 201, EmulatorClient.Stopping, async (i, cancellationToken) =>
        {
            using var response = await client.ChatAsync($"words={i + 40} delay=1ms", stream: true, $$""","user":"{{i}}" """);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            for (var token = 0; token <= i % 7; token++)
                await EmulatorClient.ReadUntilAsync(body, "{\"content\":");
        });

        var rows = await client.Host.Bill.SettledAsync(200, EmulatorClient.Stopping);
        Assert.Equal(200, rows.Select(row => row.User).Distinct().Count());
        Assert.All(rows, row => Assert.InRange(row.TokensWritten, 1 + int.Parse(row.User!, CultureInfo.InvariantCulture) % 7, row.OutputTokens));
    }

    [Fact]
    public async Task Abort_WholeAnswerInTheMaking_BillsWhatWasGenerated()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { TokenCount = 20, Fault = new Fault(FaultKind.Hang) { AfterChunks = 7 } });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(EmulatorClient.Stopping);
        var call = client.Http.PostAsync("v1/chat/completions", new StringContent(EmulatorClient.Body("x", false)), patience.Token);
        while (client.Host.Bill.Rows is not [{ OutputTokens: 7 }])
            await Task.Yield();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var row = Assert.Single(await client.Host.Bill.SettledAsync(1, EmulatorClient.Stopping));
        Assert.Equal((Ending.ClientAborted, 7, 0), (row.Ending, row.OutputTokens, row.TokensWritten));
    }

    [Fact]
    public async Task Completed_RowIsSettledBeforeTheClientHasReadTheEnd()
    {
        await using var client = await EmulatorClient.StartAsync();

        for (var i = 1; i <= 50; i++)
        {
            using var response = await client.ChatAsync("one two", stream: true);
            await response.Content.ReadAsByteArrayAsync(EmulatorClient.Stopping);
            Assert.Equal((i, i * 5, i * 3), (client.Host.Bill.Totals.Completed, client.Host.Bill.Totals.InputTokens, client.Host.Bill.Totals.OutputTokens));
        }
    }

    [Fact]
    public async Task Refused_BillsNothingAndNamesItsCaller()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Status = 401, KeyEnding = "6789", Times = Script.Forever });
        client.Http.DefaultRequestHeaders.Add("x-correlation-id", "call-7");

        using var response = await client.ChatAsync("one two", more: ""","user":"anna" """);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        var row = Assert.Single(client.Host.Bill.Rows);
        Assert.Equal((Ending.Refused, 401, 0, 0), (row.Ending, row.Status, row.InputTokens, row.OutputTokens));
        Assert.Equal(("call-7", "anna", "6789"), (row.Correlation, row.User, row.KeyEnding));
        Assert.Equal(row.RequestId, response.Headers.GetValues("x-request-id").Single());
    }

    [Fact]
    public async Task NoKey_IsRefused()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Http.DefaultRequestHeaders.Authorization = null;

        using var response = await client.ChatAsync("one two");

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task CachedAndReasoning_AreTheSameOnBillAndInFrame()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Text = "one two", InputTokens = 1000, CachedInputTokens = 900, ReasoningTokens = 8 });

        using var response = await client.ChatAsync("x");

        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(EmulatorClient.Stopping));
        var usage = json.RootElement.GetProperty("usage");
        var row = Assert.Single(client.Host.Bill.Rows);
        Assert.Equal((1000, 900, 10, 8), (row.InputTokens, row.CachedInputTokens, row.OutputTokens, row.ReasoningTokens));
        Assert.Equal(row.InputTokens, usage.GetProperty("prompt_tokens").GetInt32());
        Assert.Equal(row.CachedInputTokens, usage.GetProperty("prompt_tokens_details").GetProperty("cached_tokens").GetInt32());
        Assert.Equal(row.OutputTokens, usage.GetProperty("completion_tokens").GetInt32());
        Assert.Equal(row.ReasoningTokens, usage.GetProperty("completion_tokens_details").GetProperty("reasoning_tokens").GetInt32());
    }

    [Fact]
    public async Task Capacity_OldRowsLeaveTheListAndStayInTheTotals()
    {
        await using var client = await EmulatorClient.StartAsync(new EmulatorOptions { BillCapacity = 2 });

        for (var i = 0; i < 5; i++)
        {
            using var response = await client.ChatAsync("one two");
            await response.Content.ReadAsByteArrayAsync(EmulatorClient.Stopping);
        }

        Assert.Equal([4L, 5L], client.Host.Bill.Rows.Select(row => row.Sequence));
        Assert.Equal((5, 25, 15), (client.Host.Bill.Totals.Requests, client.Host.Bill.Totals.InputTokens, client.Host.Bill.Totals.OutputTokens));
    }
}
