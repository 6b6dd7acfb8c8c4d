using System.ClientModel;
using System.ClientModel.Primitives;
using System.Text;
using System.Text.Json;
using AiStudio.ProviderEmulator.Scripting;
using OpenAI;
using OpenAI.Chat;
using OpenAI.Embeddings;

namespace AiStudio.IntegrationTests.Api;

/// <summary>The official client for .NET as a real program.</summary>
public sealed class DotNetClientTests(ApiSite api) : IClassFixture<ApiSite>
{
    private const string Schema = """{"type":"object","properties":{"name":{"type":"string"},"age":{"type":"integer"}},"required":["name","age"],"additionalProperties":false}""";

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Complete_AnswersWithTextUsageAndPinnedModel()
    {
        var chat = (await NewClientAsync()).GetChatClient("balanced");
        ChatCompletion answer = await chat.CompleteChatAsync([new SystemChatMessage("Be brief."), new UserChatMessage("Hello")], new() { Temperature = 0.5f, MaxOutputTokenCount = 50, EndUserId = "ann" }, Stopping);

        Assert.Equal("Echo: Hello", answer.Content[0].Text);
        Assert.Equal((ChatFinishReason.Stop, ApiSite.Model), (answer.FinishReason, answer.Model));
        Assert.Equal(answer.Usage.TotalTokenCount, answer.Usage.InputTokenCount + answer.Usage.OutputTokenCount);
    }

    [Fact]
    public async Task Stream_TellsTextReasonAndUsage()
    {
        var chat = (await NewClientAsync()).GetChatClient("balanced");
        var (text, reason, usage) = (new StringBuilder(), (ChatFinishReason?)null, (ChatTokenUsage?)null);
        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("one two 👋 שלום")], cancellationToken: Stopping))
        {
            foreach (var part in update.ContentUpdate)
            {
                text.Append(part.Text);
            }

            (reason, usage) = (update.FinishReason ?? reason, update.Usage ?? usage);
        }

        Assert.Equal(("Echo: one two 👋 שלום", ChatFinishReason.Stop, 12), (text.ToString(), reason, usage?.TotalTokenCount));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Choices_ComeUnderTheirIndex(bool stream)
    {
        // The client's own types know one answer: what it sends and gets is read beneath them.
        var chat = (await NewClientAsync()).GetChatClient("balanced");
        using var content = BinaryContent.Create(BinaryData.FromString(ApiSite.Ask("one two", stream, ""","n":3,"stream_options":{"include_usage":true}""")));
        var answer = await chat.CompleteChatAsync(content, new RequestOptions { CancellationToken = Stopping });
        var text = answer.GetRawResponse().Content.ToString();

        if (stream)
            Assert.Equal(["0 role Echo: one two (stop)", "1 role Echo: one two (stop)", "2 role Echo: one two (stop)"], SeveralAnswers.Told(SeveralAnswers.Chunks(text)));
        else
            Assert.Equal(["Echo: one two", "Echo: one two", "Echo: one two"], SeveralAnswers.Texts(JsonElement.Parse(text)));
    }

    [Fact]
    public async Task Tools_AreCalledWholeAndInPieces()
    {
        var chat = (await NewClientAsync()).GetChatClient("balanced");
        var options = new ChatCompletionOptions { Tools = { ChatTool.CreateFunctionTool("weather", "The weather", BinaryData.FromString("""{"type":"object","properties":{"city":{"type":"string"}}}""")) } };
        api.Emulator.Scripts.Add(new Script { PromptContains = "dotnet tools", ToolCalls = [new("weather", """{"city":"Ulm"}""")], Times = 2 });

        ChatCompletion whole = await chat.CompleteChatAsync([new UserChatMessage("dotnet tools")], options, Stopping);
        Assert.Equal((ChatFinishReason.ToolCalls, "weather", """{"city":"Ulm"}"""), (whole.FinishReason, whole.ToolCalls[0].FunctionName, whole.ToolCalls[0].FunctionArguments.ToString()));

        var arguments = new StringBuilder();
        await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("dotnet tools")], options, Stopping))
        {
            foreach (var call in update.ToolCallUpdates)
            {
                arguments.Append(call.FunctionArgumentsUpdate);
            }
        }

        Assert.Equal("""{"city":"Ulm"}""", arguments.ToString());
        ChatCompletion after = await chat.CompleteChatAsync([new UserChatMessage("x"), new AssistantChatMessage(whole), new ToolChatMessage(whole.ToolCalls[0].Id, "Sun"), new UserChatMessage("Thanks")], options, Stopping);
        Assert.Equal("Echo: Thanks", after.Content[0].Text);
    }

    [Fact]
    public async Task Structured_FitsIsMendedIsDeclinedOrIsRefused()
    {
        var chat = (await NewClientAsync()).GetChatClient("balanced");
        var options = new ChatCompletionOptions { ResponseFormat = ChatResponseFormat.CreateJsonSchemaFormat("person", BinaryData.FromString(Schema), jsonSchemaIsStrict: true) };
        api.Emulator.Scripts.Add(
            new Script { PromptContains = "dotnet good", Text = """{"name":"Ann","age":7}""" },
            new Script { PromptContains = "dotnet mend", Text = "not JSON" },
            new Script { PromptContains = "does not have the required form", Text = """{"name":"Bob","age":8}""" },
            new Script { PromptContains = "dotnet refuse", Body = """{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":null,"refusal":"I cannot help."}}],"usage":{"prompt_tokens":5,"completion_tokens":3,"total_tokens":8}}""" },
            new Script { PromptContains = "dotnet never", Text = "not JSON" },
            new Script { PromptContains = "does not have the required form", Text = "still not" });

        Assert.Equal("Ann", await NameAsync("dotnet good"));
        Assert.Equal("Bob", await NameAsync("dotnet mend"));
        ChatCompletion polite = await chat.CompleteChatAsync([new UserChatMessage("dotnet refuse")], options, Stopping);
        Assert.Equal("I cannot help.", polite.Refusal);
        var refused = await Assert.ThrowsAsync<ClientResultException>(() => NameAsync("dotnet never"));
        Assert.Equal((502, true), (refused.Status, refused.Message.Contains("invalid_structured_output", StringComparison.Ordinal)));

        async Task<string?> NameAsync(string prompt)
        {
            ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage(prompt)], options, Stopping);
            using var json = JsonDocument.Parse(answer.Content[0].Text);
            return json.RootElement.GetProperty("name").GetString();
        }
    }

    [Fact]
    public async Task Embeddings_OneManyAndShortened()
    {
        var embedder = (await NewClientAsync()).GetEmbeddingClient(ApiSite.EmbeddingModel);
        OpenAIEmbedding one = await embedder.GenerateEmbeddingAsync("Hello", cancellationToken: Stopping);
        OpenAIEmbeddingCollection many = await embedder.GenerateEmbeddingsAsync(["Hello", "World"], new() { Dimensions = 4 }, Stopping);

        Assert.Equal((8, 2, 4, 2), (one.ToFloats().Length, many.Count, many[1].ToFloats().Length, many.Usage.TotalTokenCount));
    }

    [Fact]
    public async Task Models_AreListedAndFound()
    {
        var models = (await NewClientAsync()).GetOpenAIModelClient();
        var listed = await models.GetModelsAsync(Stopping);
        var one = await models.GetModelAsync("balanced", Stopping);

        Assert.Contains(listed.Value, model => model.Id == ApiSite.Model);
        Assert.Equal("aistudio", one.Value.OwnedBy);
    }

    [Theory]
    [InlineData(401, "wrong key")]
    [InlineData(403, "narrow key")]
    [InlineData(404, "no such model")]
    [InlineData(400, "nothing asked")]
    [InlineData(429, "no money")]
    [InlineData(502, "provider down")]
    public async Task Error_OfEveryClass_HasItsStatusAndARequestId(int status, string cause)
    {
        var owner = await api.Site.AddOrganizationAsync();
        var key = cause == "narrow key" ? await api.IssueAsync(owner, Features.People.ApiKeys.ApiKeyScope.Embeddings) : await api.IssueAsync(owner);
        if (cause == "no money")
        {
            await api.Database.ExecuteAsync("insert into budget (org_id, id, name, scope, period, cap_nano_usd) values ($1, $2, 'All', 'organization', 'month', 0)", owner.OrganizationId, Guid.CreateVersion7());
        }

        if (cause == "provider down")
        {
            api.Emulator.Scripts.Add(Script.Refuse(500) with { PromptContains = "provider down", Times = 20 });
        }

        var chat = NewClient(cause == "wrong key" ? "ais_wrong" : key.Secret).GetChatClient(cause == "no such model" ? "none" : ApiSite.Model);
        ChatMessage[] messages = cause == "nothing asked" ? [new UserChatMessage("")] : [new UserChatMessage(cause)];
        var options = cause == "nothing asked" ? new ChatCompletionOptions { MaxOutputTokenCount = 0 } : new();

        var failure = await Assert.ThrowsAsync<ClientResultException>(() => chat.CompleteChatAsync(messages, options, Stopping));

        Assert.Equal(status, failure.Status);
        Assert.True(failure.GetRawResponse()!.Headers.TryGetValue("x-request-id", out _));
        Assert.DoesNotContain("   at ", failure.GetRawResponse()!.Content.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stream_ThatBreaks_IsNotTakenForACompleteAnswer()
    {
        var chat = (await NewClientAsync()).GetChatClient("balanced");
        api.Emulator.Scripts.Add(new Script { PromptContains = "dotnet break", TokenCount = 20, Fault = new(FaultKind.Reset) { AfterChunks = 3 } });
        var (text, reason) = (new StringBuilder(), (ChatFinishReason?)null);

        var failure = await Record.ExceptionAsync(async () =>
        {
            await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage("dotnet break")], cancellationToken: Stopping))
            {
                text.Append(update.ContentUpdate.FirstOrDefault()?.Text);
                reason = update.FinishReason ?? reason;
            }
        });

        Assert.True(text.Length > 0);
        Assert.Null(reason);
        Assert.NotNull(failure);
    }

    [Fact]
    public async Task Abort_InMidStream_CutsTheProviderIsPaidForAndTheNextCallIsFine()
    {
        var owner = await api.Site.AddOrganizationAsync();
        var chat = NewClient((await api.IssueAsync(owner)).Secret).GetChatClient("balanced");
        api.Emulator.Scripts.Add(new Script { PromptContains = "dotnet abort", TokenCount = 500, ChunkDelayMs = 20 });
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stopping);
        var seen = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in chat.CompleteChatStreamingAsync([new UserChatMessage("dotnet abort")], cancellationToken: enough.Token))
            {
                if (++seen == 5)
                {
                    await enough.CancelAsync();
                }
            }
        });
        ChatCompletion next = await chat.CompleteChatAsync([new UserChatMessage("after")], cancellationToken: Stopping);

        Assert.Equal("Echo: after", next.Content[0].Text);
        await AiStudio.IntegrationTests.People.Eventually.FalseAsync(async () => await EndingsAsync(owner.OrganizationId) != "completed, stopped");
        Assert.InRange(await api.Database.ScalarAsync<long>("select max(output_tokens) from ledger_entry where org_id = $1", owner.OrganizationId), 4, 250);
    }

    [Fact]
    public async Task ThirtyStreamsAtOnce_EachGetsItsOwnAnswer()
    {
        var chat = (await NewClientAsync()).GetChatClient("balanced");
        var texts = await Task.WhenAll(Enumerable.Range(0, 30).Select(async number =>
        {
            var text = new StringBuilder();
            await foreach (var update in chat.CompleteChatStreamingAsync([new UserChatMessage($"number {number}")], cancellationToken: Stopping))
            {
                text.Append(update.ContentUpdate.FirstOrDefault()?.Text);
            }

            return text.ToString();
        }));

        Assert.Equal(Enumerable.Range(0, 30).Select(number => $"Echo: number {number}"), texts);
    }

    [Fact]
    public async Task LongPrompt_IsAnswered()
    {
        var chat = (await NewClientAsync()).GetChatClient("balanced");
        var prompt = new string('ä', 200_000);
        ChatCompletion answer = await chat.CompleteChatAsync([new UserChatMessage(prompt)], cancellationToken: Stopping);
        Assert.Equal("Echo: " + prompt, answer.Content[0].Text);
    }

    private Task<string?> EndingsAsync(Guid organization) =>
        api.Database.ScalarAsync<string>("select string_agg(ending, ', ' order by ending) from call where org_id = $1", organization);

    private async Task<OpenAIClient> NewClientAsync() => NewClient((await api.IssueAsync(await api.Site.AddOrganizationAsync())).Secret);

    private OpenAIClient NewClient(string key) =>
        new(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = new Uri(api.BaseAddress, "v1"), RetryPolicy = new ClientRetryPolicy(maxRetries: 0) });
}
