using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>
/// Stands between an SDK and the network: refusals become entries of the catalogue here, where status, headers and body are all at hand;
/// bodies are bounded, and repaired where an SDK would lose a good answer over its usage or half a surrogate pair.
/// </summary>
internal sealed class ProviderHttp(HttpMessageHandler inner, ProviderConnection connection) : DelegatingHandler(inner)
{
    private const int LargestBody = 64 * 1024 * 1024;
    private const int SmallBody = 2 * 1024;
    private const int LargestRefusal = 64 * 1024;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        RequestDress.Apply(request, connection);
        var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        try
        {
            var body = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
                throw ProviderFaults.OfStatus((int)response.StatusCode, Encoding.UTF8.GetString((await BytesAsync(body, LargestRefusal, cancellationToken).ConfigureAwait(false)).Span), RetryAfterOf(response));
            var type = response.Content.Headers.ContentType;
            response.Content = type?.MediaType == "text/event-stream"
                ? new StreamContent(new EventLines(body, FormatOf(request)))
                : WholeContent(await WholeAsync(body, cancellationToken).ConfigureAwait(false), FormatOf(request));
            response.Content.Headers.ContentType = type ?? new MediaTypeHeaderValue("application/json");
            return response;
        }
        catch
        {
            response.Dispose();
            throw;
        }
    }

    private WireFormat FormatOf(HttpRequestMessage request) =>
        connection.Kind == ProviderKind.Anthropic ? WireFormat.Messages
        : request.RequestUri?.AbsolutePath.EndsWith("/embeddings", StringComparison.Ordinal) == true ? WireFormat.Embeddings
        : WireFormat.ChatCompletions;

    // Chat completions are repaired where they are read, if they have to be.
    private static HttpContent WholeContent(ReadOnlyMemory<byte> body, WireFormat format) => format == WireFormat.ChatCompletions
        ? new ReadOnlyMemoryContent(body)
        : new StringContent(BodyRepair.Repair(Encoding.UTF8.GetString(body.Span), format));

    private static async Task<ReadOnlyMemory<byte>> WholeAsync(Stream body, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(body, LargestBody, cancellationToken).ConfigureAwait(false);
        if (bytes.Length >= LargestBody)
            throw new GatewayException(GatewayErrors.ProviderGarbled, "The model's provider sent an answer that is too large.");
        if (bytes.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
            return bytes;
        // A page of a proxy or of a wrong address was made by no model.
        var fault = new GatewayException(GatewayErrors.ProviderGarbled, "The model's provider sent something that could not be understood.");
        throw bytes.Span.TrimStart(" \t\r\n"u8) is [(byte)'<', ..] ? ProviderFaults.NothingBegun(fault) : fault;
    }

    private static async Task<ReadOnlyMemory<byte>> BytesAsync(Stream body, int limit, CancellationToken cancellationToken)
    {
        var read = new ArrayBufferWriter<byte>(SmallBody);
        while (read.WrittenCount < limit && await body.ReadAsync(read.GetMemory(SmallBody / 2), cancellationToken).ConfigureAwait(false) is > 0 and var count)
            read.Advance(count);
        return read.WrittenMemory;
    }

    // A date is read against the answer's own clock, so that no two clocks are compared; an answer without one says nothing by it.
    private static string? RetryAfterOf(HttpResponseMessage response) => response.Headers.RetryAfter?.Date is { } until
        ? response.Headers.Date is { } now ? (until - now).TotalSeconds.ToString(CultureInfo.InvariantCulture) : null
        : Header(response, "Retry-After");

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
