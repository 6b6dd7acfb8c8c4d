using System.Data.Common;
using System.Text.Json;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Gateway;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Detail;

/// <summary>The texts of a call, for who may read them; else the way to open them.</summary>
public sealed partial class PayloadCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private CallPayload? _texts;
    private string? _problem;
    private bool _closed;
    private bool _loading = true;

    [Parameter, EditorRequired]
    public Guid CallId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal TraceReader Traces { get; init; } = null!;

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        try
        {
            var read = await Traces.TextsAsync(await Caller.GetAsync(), CallId, _leaving.Token);
            (_texts, _problem, _closed) = (read.Value, read.Error?.Message, read.Error?.Code == "glass_needed");
            if (_closed)
                _problem = null;
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
        finally
        {
            _loading = false;
        }
    }

    private static IEnumerable<(string Role, string Text)> Said(IReadOnlyList<ChatMessage> messages) =>
        from message in messages
        from content in message.Contents
        let text = content switch
        {
            TextContent said => said.Text,
            FunctionCallContent called => $"calls {called.Name} {ToolJson.Arguments(called)}",
            FunctionResultContent result => $"a tool answers {JsonSerializer.Serialize(result.Result)}",
            DataContent or UriContent => "(a file)",
            _ => "",
        }
        where text.Length > 0
        select (message.Role.Value, text);

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
