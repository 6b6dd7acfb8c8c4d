using System.Net.Http.Headers;
using System.Text;

namespace AiStudio.Benchmarks.Overhead;

/// <summary>Straight to the emulator with the least a client can do: bytes out, bytes in.</summary>
internal sealed class DirectTarget : ITarget, IDisposable
{
    private const string Body = """{"model":"bench","messages":[{"role":"user","content":"words=20"}],"max_tokens":64,"stream":STREAM,"stream_options":OPTIONS}""";
    private static readonly byte[] Whole = Encoding.UTF8.GetBytes(Body.Replace("STREAM", "false", StringComparison.Ordinal).Replace(",\"stream_options\":OPTIONS", "", StringComparison.Ordinal));
    private static readonly byte[] Stream = Encoding.UTF8.GetBytes(Body.Replace("STREAM", "true", StringComparison.Ordinal).Replace("OPTIONS", """{"include_usage":true}""", StringComparison.Ordinal));

    private readonly HttpClient _http = new(new SocketsHttpHandler { MaxConnectionsPerServer = 256 });
    private readonly Uri _url;

    public DirectTarget(Uri endpoint)
    {
        _url = new Uri(endpoint.AbsoluteUri.TrimEnd('/') + "/chat/completions");
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "bench");
    }

    public async Task CallAsync(bool streamed, int caller)
    {
        using var content = new ByteArrayContent(streamed ? Stream : Whole);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var request = new HttpRequestMessage(HttpMethod.Post, _url) { Content = content };
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        await stream.CopyToAsync(System.IO.Stream.Null);
    }

    public void Dispose() => _http.Dispose();
}
