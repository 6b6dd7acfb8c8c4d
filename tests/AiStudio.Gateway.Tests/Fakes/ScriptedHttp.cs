using System.Net;
using System.Text;
using AiStudio.Gateway.Upstream;

namespace AiStudio.Gateway.Tests.Fakes;

/// <summary>Stands where the network would be: answers every request with what the test says, and keeps what was asked.</summary>
internal sealed class ScriptedHttp(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler, IOutboundHttp
{
    public List<(string Url, string Body)> Requests { get; } = [];

    public HttpMessageHandler HandlerFor(ProviderConnection connection) => this;

    public static HttpResponseMessage Json(string body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/json") };

    public static HttpResponseMessage Events(string body) =>
        new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "text/event-stream") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? string.Empty : await request.Content.ReadAsStringAsync(cancellationToken);
        Requests.Add((request.RequestUri!.AbsoluteUri, body));
        return answer(request);
    }
}
