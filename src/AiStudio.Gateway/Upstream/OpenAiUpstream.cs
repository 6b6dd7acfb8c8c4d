using System.ClientModel;
using System.ClientModel.Primitives;
using System.Net.Http.Headers;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using AiStudio.Gateway.Upstream.Wire;
using Microsoft.Extensions.AI;
using OpenAI;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// OpenAI's chat completions and embeddings, as many servers speak them. Chat is read and written here, because the SDK costs several times what the
/// rest of a call does and gives up on what compatible servers send beside the standard; embeddings go through the SDK.
/// </summary>
internal sealed class OpenAiUpstream(ProviderConnection connection, HttpClient http) : IChatClient, IEmbeddingGenerator<string, Embedding<float>>
{
    private static readonly Uri s_openAi = new("https://api.openai.com/v1");
    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly Uri _completions = new((connection.BaseUrl ?? s_openAi).AbsoluteUri.TrimEnd('/') + "/chat/completions");
    private readonly Lazy<OpenAIClient> _sdk = new(() => Create(connection, http));

    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(messages, options!, stream: false, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        using var json = BodyRepair.Parse(body, WireFormat.ChatCompletions);
        return OpenAiAnswer.Of(json.RootElement);
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var response = await SendAsync(messages, options!, stream: true, cancellationToken).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var answer = new OpenAiStream();
        await foreach (var item in SseParser.Create(body, (_, data) => answer.Read(data)).EnumerateAsync(cancellationToken).ConfigureAwait(false))
        {
            if (item.Data is not { } update)
                break;
            yield return update;
        }

        await ReadOutAsync(body).ConfigureAwait(false);
    }

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        var client = _sdk.Value.GetEmbeddingClient(options!.ModelId!);
        var length = new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = options.Dimensions };
        var asking = options is GatewayEmbeddingOptions { Tokens: { } tokens }
            ? client.GenerateEmbeddingsAsync(tokens, length, cancellationToken)
            : client.GenerateEmbeddingsAsync(values, length, cancellationToken);
        OpenAI.Embeddings.OpenAIEmbeddingCollection vectors = await asking.ConfigureAwait(false);
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

    private async Task<HttpResponseMessage> SendAsync(IEnumerable<ChatMessage> messages, ChatOptions options, bool stream, CancellationToken cancellationToken)
    {
        var body = OpenAiRequest.Body(messages, options, stream);
        var call = GatewayChatOptions.CallOf(options);
        call.Notes.SentOut(call.Attempts.Count + 1, body.Span);
        using var content = new ReadOnlyMemoryContent(body);
        content.Headers.ContentType = s_json;
        using var request = new HttpRequestMessage(HttpMethod.Post, _completions) { Content = content };
        return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
    }

    // A connection serves again only when its answer has been read to the end. A provider that says no end is not waited for.
    private static async ValueTask ReadOutAsync(Stream body)
    {
        using var limit = new CancellationTokenSource(s_patience);
        try
        {
            await body.ReadAsync(new byte[64], limit.Token).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException or GatewayException)
        {
            // The answer is complete; only the connection is not used again.
        }
    }

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
