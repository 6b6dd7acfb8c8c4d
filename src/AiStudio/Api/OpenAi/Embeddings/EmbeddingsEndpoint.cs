using System.Runtime.InteropServices;
using System.Text.Json;
using AiStudio.Api.Auth;
using AiStudio.Api.Idempotency;
using AiStudio.Api.RateLimits;
using AiStudio.Gateway;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Embeddings;

/// <summary><c>POST /v1/embeddings</c>.</summary>
internal sealed class EmbeddingsEndpoint(IEmbeddingGenerator<string, Embedding<float>> embedder, TimeProvider time)
{
    public async Task HandleAsync(HttpContext context)
    {
        var (began, grant) = (time.GetTimestamp(), context.KeyGrant());
        var request = await RequestBody.ReadAsync(context.Request, EmbeddingsRequest.Read, context.RequestAborted);
        if (!grant.Allows(request.Model))
            throw RequestObject.Refused(OpenAiErrors.NoSuchModel(request.Model));

        using var call = new GatewayCall(grant.CallerFor(request.Feature), request.Model, context.CallId()) { Deadline = RequestTimeout.Of(context.Request), EndUser = request.EndUser };
        using var hangingUp = context.RequestAborted.UnsafeRegister(static call => ((GatewayCall)call!).Stop(), call);
        var vectors = await embedder.GenerateAsync(request.Texts, new GatewayEmbeddingOptions(call) { Dimensions = request.Dimensions, Tokens = request.Tokens }, CancellationToken.None);
        await TokenCharge.SettleAsync(context, [call]);
        CallHeaders.WriteStart(context.Response.Headers, call);
        CallHeaders.WriteEnd(context.Response.Headers, [call], time.GetElapsedTime(began));
        // A model that cannot shorten its vectors says nothing, and vectors of another length would spoil an index.
        if (request.Dimensions is { } wanted && vectors.Any(vector => vector.Vector.Length != wanted))
            throw RequestObject.Refused(OpenAiErrors.Unsupported("dimensions", $"the vectors of this model have {vectors[0].Vector.Length} numbers."));
        await WriteAsync(context, request, vectors, call);
    }

    private static async Task WriteAsync(HttpContext context, EmbeddingsRequest request, GeneratedEmbeddings<Embedding<float>> vectors, GatewayCall call)
    {
        context.Response.ContentType = "application/json";
        using var json = new ResponseJson(context.Response.BodyWriter);
        var writer = json.Writer;
        writer.WriteStartObject();
        writer.WriteString("object"u8, "list"u8);
        writer.WriteStartArray("data"u8);
        for (var index = 0; index < vectors.Count; index++)
        {
            writer.WriteStartObject();
            writer.WriteString("object"u8, "embedding"u8);
            writer.WriteNumber("index"u8, index);
            WriteVector(writer, vectors[index].Vector.Span, request.Base64);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteString("model"u8, call.Served?.ModelId ?? request.Model);
        writer.WriteStartObject("usage"u8);
        writer.WriteNumber("prompt_tokens"u8, call.Usage?.InputTokens ?? 0);
        writer.WriteNumber("total_tokens"u8, call.Usage?.InputTokens ?? 0);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.Flush();
        await context.Response.BodyWriter.FlushAsync(context.RequestAborted);
    }

    private static void WriteVector(Utf8JsonWriter writer, ReadOnlySpan<float> vector, bool base64)
    {
        if (base64)
        {
            writer.WriteBase64String("embedding"u8, MemoryMarshal.AsBytes(vector));
            return;
        }

        writer.WriteStartArray("embedding"u8);
        foreach (var number in vector)
            writer.WriteNumberValue(number);
        writer.WriteEndArray();
    }
}
