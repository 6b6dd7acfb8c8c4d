using System.ClientModel;
using System.ClientModel.Primitives;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Chat;

namespace AiStudio.Gateway.Upstream;

/// <summary>OpenAI's chat completions and embeddings, as many servers speak them, through the official SDK.</summary>
internal sealed class OpenAiUpstream(ProviderConnection connection, HttpClient http) : IChatClient, IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly OpenAIClient _client = Create(connection, http);

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        ChatCompletion completion = await ClientOf(options)
            .CompleteChatAsync(OpenAiRequest.Messages(messages, options), OpenAiRequest.Options(options), cancellationToken).ConfigureAwait(false);
        return OpenAiAnswer.Of(completion);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var tools = new OpenAiToolCalls();
        var updates = ClientOf(options)
            .CompleteChatStreamingAsync(OpenAiRequest.Messages(messages, options), OpenAiRequest.Options(options), cancellationToken);
        await foreach (var update in updates.WithCancellation(cancellationToken).ConfigureAwait(false))
            yield return OpenAiAnswer.Of(update, tools);
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        OpenAI.Embeddings.OpenAIEmbeddingCollection vectors = await _client.GetEmbeddingClient(options!.ModelId!)
            .GenerateEmbeddingsAsync(values, new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = options.Dimensions }, cancellationToken)
            .ConfigureAwait(false);
        return new(vectors.OrderBy(vector => vector.Index).Select(vector => new Embedding<float>(vector.ToFloats()) { ModelId = vectors.Model }))
        {
            Usage = vectors.Usage is { } usage ? new UsageDetails { InputTokenCount = usage.InputTokenCount, OutputTokenCount = 0 } : null,
        };
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private ChatClient ClientOf(ChatOptions? options) => _client.GetChatClient(options!.ModelId!);

    // Retries and time limits are the pipeline's. A server without keys still wants the SDK to have one.
    private static OpenAIClient Create(ProviderConnection connection, HttpClient http) => new(
        new ApiKeyCredential(connection.ApiKey.Reveal() is { Length: > 0 } key ? key : "none"),
        new OpenAIClientOptions
        {
            Endpoint = connection.BaseUrl,
            Transport = new HttpClientPipelineTransport(http),
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            NetworkTimeout = TimeSpan.FromHours(2),
        });
}
