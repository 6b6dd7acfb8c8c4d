using System.Net;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.ProviderEmulator;

public sealed class MessagesWireTests
{
    [Fact]
    public async Task Stream_TextAndTool_IsTheFullSequenceOfEvents()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Text = "Let me", ToolCalls = [new("look", """{"a":1}""")], CachedInputTokens = 2 });

        using var response = await client.MessagesAsync("good day", stream: true);

        const string expected = """
            event: message_start
            data: {"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":2,"output_tokens":1}}}

            event: content_block_start
            data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

            event: ping
            data: {"type":"ping"}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Let"}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":" me"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":0}

            event: content_block_start
            data: {"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"toolu_00000001_0","name":"look","input":{}}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":""}}

            event: content_block_delta
            data: {"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"a\":1}"}}

            event: content_block_stop
            data: {"type":"content_block_stop","index":1}

            event: message_delta
            data: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":2,"output_tokens":4}}

            event: message_stop
            data: {"type":"message_stop"}


            """;
        Assert.Equal(expected, await response.Content.ReadAsStringAsync(EmulatorClient.Stopping));
    }

    [Fact]
    public async Task Whole_MaxTokensReached_StopsThereAndBillsThat()
    {
        await using var client = await EmulatorClient.StartAsync();

        using var response = await client.PostAsync("v1/messages", EmulatorClient.Body("one two three", false, ""","max_tokens":2"""));

        Assert.Equal(
            """{"id":"msg_1","type":"message","role":"assistant","model":"m","content":[{"type":"text","text":"Echo: one"}],"stop_reason":"max_tokens","stop_sequence":null,"usage":{"input_tokens":6,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":2}}""",
            await response.Content.ReadAsStringAsync(EmulatorClient.Stopping));
        Assert.Equal(2, Assert.Single(client.Host.Bill.Rows).OutputTokens);
    }

    [Fact]
    public async Task Stream_ErrorAfterTokens_EndsWithAnErrorEvent()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Fault = new Fault(FaultKind.Error) { AfterChunks = 1 } });

        using var response = await client.MessagesAsync("good day", stream: true);

        Assert.EndsWith(
            "\n\nevent: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
            await response.Content.ReadAsStringAsync(EmulatorClient.Stopping),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_Overloaded_HasAnthropicsBodyAndRequestId()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(Script.Refuse(529, "3"));

        using var response = await client.MessagesAsync("good day");

        Assert.Equal(529, (int)response.StatusCode);
        Assert.Equal("3", response.Headers.GetValues("retry-after").Single());
        Assert.Equal(
            """{"type":"error","error":{"type":"overloaded_error","message":"Scripted status 529."},"request_id":"req_00000001"}""",
            await response.Content.ReadAsStringAsync(EmulatorClient.Stopping));
    }

    [Fact]
    public async Task Request_WithoutMaxTokens_IsRefusedAsTheServiceDoes()
    {
        await using var client = await EmulatorClient.StartAsync();

        using var response = await client.PostAsync("v1/messages", EmulatorClient.Body("x", false));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
