using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.ProviderEmulator;

public sealed class FaultTests
{
    [Fact]
    public async Task Fin_AfterTwoTokens_EndsTheResponseInTheMiddle()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Fault = new Fault(FaultKind.Fin) { AfterChunks = 2 } });

        using var response = await client.ChatAsync("good day", stream: true);
        await using var body = await response.Content.ReadAsStreamAsync(EmulatorClient.Stopping);
        await EmulatorClient.ReadUntilAsync(body, " good");

        var failure = await Assert.ThrowsAsync<HttpIOException>(() => EmulatorClient.ReadUntilAsync(body, "never"));
        Assert.Equal(HttpRequestError.ResponseEnded, failure.HttpRequestError);
        var row = Assert.Single(client.Host.Bill.Rows);
        Assert.Equal((Ending.Cut, 2, 2, 3), (row.Ending, row.OutputTokens, row.TokensWritten, row.TokensPlanned));
    }

    [Fact]
    public async Task Reset_AfterTwoTokens_ResetsTheConnection()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Fault = new Fault(FaultKind.Reset) { AfterChunks = 2 } });

        using var response = await client.MessagesAsync("good day", stream: true);
        await using var body = await response.Content.ReadAsStreamAsync(EmulatorClient.Stopping);
        var failure = await Assert.ThrowsAnyAsync<IOException>(() => EmulatorClient.ReadUntilAsync(body, "never"));

        Assert.Equal(SocketError.ConnectionReset, Assert.IsType<SocketException>(failure.InnerException).SocketErrorCode);
        Assert.Equal((Ending.Cut, 2), (client.Host.Bill.Rows[0].Ending, client.Host.Bill.Rows[0].OutputTokens));
    }

    [Fact]
    public async Task Reset_ManyAtOnce_LosesNoneOfTheTokensBefore()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { TokenCount = 100, Times = 200, Fault = new Fault(FaultKind.Reset) { AfterChunks = 40 } });
        var seen = new ConcurrentBag<int>();

        await Parallel.ForAsync(0, 200, EmulatorClient.Stopping, async (_, cancellationToken) =>
        {
            using var response = await client.ChatAsync("x", stream: true);
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var text = new MemoryStream();
            await Assert.ThrowsAnyAsync<IOException>(() => body.CopyToAsync(text, cancellationToken));
            seen.Add(Encoding.UTF8.GetString(text.ToArray()).Split("{\"content\":").Length - 1);
        });

        Assert.Equal(Enumerable.Repeat(40, 200), seen);
    }

    [Fact]
    public async Task End_AfterTwoTokens_IsAProperResponseWithoutItsTerminator()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Fault = new Fault(FaultKind.End) { AfterChunks = 2 } });

        using var response = await client.ChatAsync("good day", stream: true);

        var text = await response.Content.ReadAsStringAsync(EmulatorClient.Stopping);
        Assert.Contains(" good", text, StringComparison.Ordinal);
        Assert.DoesNotContain("[DONE]", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100)]
    public async Task End_AfterBytes_SendsExactlyThose(int bytes)
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Fault = new Fault(FaultKind.End) { AfterBytes = bytes } }, new Script { Fault = new Fault(FaultKind.End) { AfterBytes = bytes } });

        using var stream = await client.ChatAsync("good day", stream: true);
        using var whole = await client.ChatAsync("good day");

        Assert.Equal(bytes, (await stream.Content.ReadAsByteArrayAsync(EmulatorClient.Stopping)).Length);
        Assert.Equal(bytes, (await whole.Content.ReadAsByteArrayAsync(EmulatorClient.Stopping)).Length);
        Assert.All(client.Host.Bill.Rows, row => Assert.Equal(Ending.Cut, row.Ending));
    }

    [Fact]
    public async Task Reset_AtTheStart_GivesNoResponse()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Fault = new Fault(FaultKind.Reset), Times = Script.Forever });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.ChatAsync("good day"));

        Assert.Equal((Ending.Cut, 0), (client.Host.Bill.Rows[0].Ending, client.Host.Bill.Rows[0].OutputTokens));
    }

    [Fact]
    public async Task Hang_AtTheStart_EndsWhenTheClientLeaves()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Fault = new Fault(FaultKind.Hang) });
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(EmulatorClient.Stopping);
        var call = client.Http.PostAsync("v1/chat/completions", new StringContent(EmulatorClient.Body("x", true)), patience.Token);
        while (client.Host.Bill.Rows.Count == 0)
            await Task.Yield();

        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        var row = Assert.Single(await client.Host.Bill.SettledAsync(1, EmulatorClient.Stopping));
        Assert.Equal((Ending.ClientAborted, 0), (row.Ending, row.OutputTokens));
    }

    [Fact]
    public async Task Insert_InvalidLine_GoesOnAfterIt()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Fault = new Fault(FaultKind.Insert) { AfterChunks = 1, Text = "data: {\"choi\0\n\n" } });

        using var response = await client.ChatAsync("good day", stream: true);

        var text = await response.Content.ReadAsStringAsync(EmulatorClient.Stopping);
        Assert.Contains("\n\ndata: {\"choi\0\n\ndata: {", text, StringComparison.Ordinal);
        Assert.EndsWith("data: [DONE]\n\n", text, StringComparison.Ordinal);
        Assert.Equal(Ending.Completed, client.Host.Bill.Rows[0].Ending);
    }

    [Fact]
    public async Task Body_HtmlWith200_IsSentAsItIsAndBillsNothing()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Body = "<html>Sign in to the network</html>" });

        using var response = await client.ChatAsync("good day");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.Equal("<html>Sign in to the network</html>", await response.Content.ReadAsStringAsync(EmulatorClient.Stopping));
        var row = client.Host.Bill.Rows[0];
        Assert.Equal((Ending.Refused, 0, 0), (row.Ending, row.InputTokens, row.OutputTokens));
    }
}
