using System.Collections.Concurrent;

namespace AiStudio.BrowserTests.Harness;

/// <summary>What may not happen in any page of a context: a request that leaves the machine, an error in the console, an asset that is missing.</summary>
internal sealed class Watch
{
    private readonly ConcurrentQueue<string> _problems = new();
    private readonly ConcurrentBag<string> _expected = [];
    private readonly string _host;

    public Watch(IBrowserContext context, Uri address)
    {
        _host = address.Authority;
        if (!File.Exists(Path.Combine(Repository.Root, "wwwroot", "lib", "highlight", "highlight.min.js")))
        {
            // Without npm there is no highlighter, and code stays in one colour.
            Expect("/lib/highlight/");
        }

        context.Request += (_, request) => LookAt(request.Url);
        context.Page += (_, page) => page.WebSocket += (_, socket) => LookAt(socket.Url);
        context.Response += (_, response) =>
        {
            if (response.Status >= 400)
            {
                _problems.Enqueue($"{response.Status} for {response.Request.Method} {response.Url}");
            }
        };
        context.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _problems.Enqueue($"console: {message.Text} ({message.Location})");
            }
        };
        context.WebError += (_, error) => _problems.Enqueue($"script: {error.Error}");
        context.Dialog += async (_, dialog) =>
        {
            _problems.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IEnumerable<string> Problems => _problems.Where(problem => !_expected.Any(part => problem.Contains(part, StringComparison.Ordinal)));

    /// <summary>For the one test that provokes it.</summary>
    public void Expect(string part) => _expected.Add(part);

    private void LookAt(string url)
    {
        if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "ws" or "wss" && uri.Authority != _host)
        {
            _problems.Enqueue($"left the machine: {url}");
        }
    }
}
