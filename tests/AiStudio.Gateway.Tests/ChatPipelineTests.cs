using System.Runtime.CompilerServices;
using AiStudio.Gateway.Tests.Fakes;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests;

public sealed class ChatPipelineTests
{
    [Fact]
    public void Stages_InOrder_AreTheFoldersInAlphabeticalOrder()
    {
        var folders = ChatPipeline.Stages.Select(stage => stage.Type.Namespace!.Split('.')[^1]).ToList();

        Assert.Equal(["Admission", "Audit", "Budgets", "Guardrails", "ResponseCache", "Routing", "Upstream"], folders);
        Assert.Equal(folders.Order(StringComparer.Ordinal), folders);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_ThroughThePipeline_VisitsTheStagesInThatOrder(bool stream)
    {
        await using var gateway = new TestGateway();
        var visited = new List<string>();
        var services = new Services(gateway);
        var spied = ChatPipeline.Stages.Select(stage => stage with
        {
            Wrap = (inner, provider) => new Spy(stage.Wrap(inner, provider), stage.Type.Name, visited),
        });
        using var chat = ChatPipeline.Fold(spied, services);
        var options = new GatewayChatOptions(TestGateway.Call());
        var token = TestContext.Current.CancellationToken;

        if (stream)
            await chat.GetStreamingResponseAsync([new(ChatRole.User, "hi")], options, token).ToChatResponseAsync(token);
        else
            await chat.GetResponseAsync([new(ChatRole.User, "hi")], options, token);

        Assert.Equal(ChatPipeline.Stages.Select(stage => stage.Type.Name), visited);
    }

    [Fact]
    public async Task Call_WithForeignOptions_IsAnArgumentError()
    {
        await using var gateway = new TestGateway();

        await Assert.ThrowsAsync<ArgumentException>(() =>
            gateway.Chat.GetResponseAsync([new(ChatRole.User, "hi")], new ChatOptions(), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Call_UsedTwice_IsRefused()
    {
        await using var gateway = new TestGateway();
        var call = TestGateway.Call();
        await gateway.AskAsync(call, stream: false, cancellationToken: TestContext.Current.CancellationToken);

        await Assert.ThrowsAsync<InvalidOperationException>(() => gateway.AskAsync(call, stream: false, cancellationToken: TestContext.Current.CancellationToken));
        Assert.Single(gateway.Ledger.Settlements);
    }

    private sealed class Services(TestGateway gateway) : IServiceProvider
    {
        public object? GetService(Type serviceType) => gateway.Get(serviceType);
    }

    private sealed class Spy(IChatClient inner, string name, List<string> visited) : DelegatingChatClient(inner)
    {
        public override Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            visited.Add(name);
            return base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            visited.Add(name);
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
                yield return update;
        }
    }
}
