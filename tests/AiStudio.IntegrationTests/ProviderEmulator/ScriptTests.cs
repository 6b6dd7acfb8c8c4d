using System.Net;
using System.Runtime.InteropServices;
using System.Text.Json;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.ProviderEmulator;

public sealed class ScriptTests
{
    [Fact]
    public async Task Take_SeveralWaiting_GivesTheFirstThatFits()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(
            new Script { Text = "for another model", Model = "other" },
            new Script { Text = "for a prompt", PromptContains = "special" },
            new Script { Text = "for anyone", Times = 2 });

        Assert.Equal("for anyone", await SayAsync(client, "x"));
        Assert.Equal("for a prompt", await SayAsync(client, "something special"));
        Assert.Equal("for anyone", await SayAsync(client, "x"));
        Assert.Equal("Echo: x", await SayAsync(client, "x"));
        Assert.Equal("for another model", Assert.Single(client.Host.Scripts.Waiting).Text);
    }

    [Fact]
    public async Task Name_NotWaiting_IsAnErrorAndNotAnOrdinaryCall()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Http.DefaultRequestHeaders.Add("x-emulator-script", "misspelt");

        using var response = await client.ChatAsync("x");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task Post_ScriptsAsJson_AreObeyed()
    {
        await using var client = await EmulatorClient.StartAsync();

        using var added = await client.PostAsync("_emulator/scripts", """
            [{"status":503,"headers":{"retry-after":"Wed, 21 Oct 2015 07:28:00 GMT"}},
             {"operation":"messages","tokens":["a","b"],"fault":{"kind":"end","afterChunks":1},"usageFrame":"not_a_number"}]
            """);
        using var refused = await client.ChatAsync("x");
        using var cut = await client.MessagesAsync("x", stream: true);

        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        Assert.Equal("Wed, 21 Oct 2015 07:28:00 GMT", refused.Headers.NonValidated["retry-after"].ToString());
        var text = await cut.Content.ReadAsStringAsync(EmulatorClient.Stopping);
        Assert.Contains("\"output_tokens\":NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", text, StringComparison.Ordinal);
        using var bill = JsonDocument.Parse(await client.Http.GetStringAsync("_emulator/bill", EmulatorClient.Stopping));
        Assert.Equal(["refused", "cut"], bill.RootElement.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("ending").GetString()));
    }

    [Fact]
    public async Task Post_UnknownMember_IsRefused()
    {
        await using var client = await EmulatorClient.StartAsync();

        using var response = await client.PostAsync("_emulator/scripts", """{"delayMilliseconds":5}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Empty(client.Host.Scripts.Waiting);
    }

    [Fact]
    public async Task Embeddings_FloatAndBase64_AreTheSameVectorAndLeaveChatScriptsAlone()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Text = "chat only" });

        using var numbers = await client.PostAsync("v1/embeddings", """{"model":"e","dimensions":16,"input":["good day","good night"]}""");
        using var base64 = await client.PostAsync("v1/embeddings", """{"model":"e","dimensions":16,"input":"good day","encoding_format":"base64"}""");

        using var first = JsonDocument.Parse(await numbers.Content.ReadAsStringAsync(EmulatorClient.Stopping));
        using var second = JsonDocument.Parse(await base64.Content.ReadAsStringAsync(EmulatorClient.Stopping));
        var floats = first.RootElement.GetProperty("data")[0].GetProperty("embedding").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        var bytes = second.RootElement.GetProperty("data")[0].GetProperty("embedding").GetBytesFromBase64();
        Assert.Equal(floats, MemoryMarshal.Cast<byte, float>(bytes).ToArray());
        Assert.Equal(1f, floats.Sum(value => value * value), 0.0001f);
        Assert.Equal([(Operation.Embeddings, 4), (Operation.Embeddings, 2)], client.Host.Bill.Rows.Select(row => (row.Operation, row.InputTokens)));
        Assert.Single(client.Host.Scripts.Waiting);
    }

    private static async Task<string> SayAsync(EmulatorClient client, string prompt)
    {
        using var response = await client.ChatAsync(prompt);
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(EmulatorClient.Stopping));
        return json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString()!;
    }
}
