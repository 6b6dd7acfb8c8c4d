using System.Net.WebSockets;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Access;

/// <summary>A method of one of the app's hubs that takes an id, asked over a web socket in SignalR's JSON protocol.</summary>
internal sealed partial record HubProbe(string Path, MethodInfo Method)
{
    private const char End = '\u001e';
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    public static IReadOnlyList<HubProbe> All(IServiceProvider services) =>
    [
        .. from endpoint in services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
           let hub = endpoint.Metadata.GetMetadata<HubMetadata>()?.HubType
           let path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
           // Blazor's own has components for arguments, not ids.
           where hub is not null && !path.StartsWith("/_blazor", StringComparison.Ordinal) && !path.EndsWith("/negotiate", StringComparison.Ordinal)
           from method in hub.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
           where !method.IsSpecialName && method.GetBaseDefinition() == method && method.GetParameters().Any(parameter => IsId(parameter.ParameterType))
           select new HubProbe(path, method),
    ];

    /// <summary>What the hub answers, ids taken out; <c>closed</c> for whom it does not let in.</summary>
    public async Task<string> AskAsync(TestServer server, (string Name, string Value)? credential, string id, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        var client = server.CreateWebSocketClient();
        client.ConfigureRequest = request =>
        {
            if (credential is { } known)
                request.Headers[known.Name] = known.Value;
        };
        try
        {
            using var socket = await client.ConnectAsync(new Uri($"wss://localhost{Path}"), patience.Token);
            await SendAsync(socket, """{"protocol":"json","version":1}""", patience.Token);
            var arguments = Method.GetParameters().Where(parameter => parameter.ParameterType != typeof(CancellationToken)).Select(parameter => IsId(parameter.ParameterType) ? (object)id : 0);
            var streams = Method.ReturnType.IsGenericType && Method.ReturnType.Name.StartsWith("IAsyncEnumerable", StringComparison.Ordinal);
            await SendAsync(socket, JsonSerializer.Serialize(new { type = streams ? 4 : 1, invocationId = "1", target = Method.Name, arguments }), patience.Token);
            return Ids().Replace(await ReadToCompletionAsync(socket, patience.Token), "ID");
        }
        catch (Exception failure) when (failure is InvalidOperationException or WebSocketException)
        {
            return "closed";
        }
    }

    private static bool IsId(Type type) => type == typeof(Guid) || type == typeof(Guid?) || type == typeof(string);

    private static Task SendAsync(WebSocket socket, string message, CancellationToken cancellationToken) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message + End), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);

    // All that comes until the invocation is over; pings do not count.
    private static async Task<string> ReadToCompletionAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var (text, buffer) = (new StringBuilder(), new byte[8192]);
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, cancellationToken);
            text.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
            var said = text.ToString();
            if (got.MessageType == WebSocketMessageType.Close || said.Contains("\"type\":3", StringComparison.Ordinal) || said.Contains("\"type\":7", StringComparison.Ordinal))
                return string.Join('\n', said.Split(End).Where(message => message.Length > 0 && !message.Contains("\"type\":6", StringComparison.Ordinal)));
        }
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Ids();
}
