using System.Data.Common;
using System.Globalization;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Detail;

/// <summary>One trace: what took how long, why it went as it did, and, for who may read it, what was said.</summary>
public sealed partial class TraceDetailPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private TraceDetail? _trace;
    private string? _problem;

    [Parameter]
    public Guid CallId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal TraceReader Traces { get; init; } = null!;

    private string Title => _trace switch
    {
        null => "Trace",
        { Assistant: { } assistant, Call.Facts.TurnId: not null } => $"{assistant}: a turn",
        { Assistant: { } assistant } => $"{assistant}, asked by a program",
        { Call.Facts.Feature: var feature } => $"A call of {feature}",
    };

    protected override async Task OnParametersSetAsync()
    {
        try
        {
            var read = await Traces.ReadAsync(await Caller.GetAsync(), CallId, _leaving.Token);
            (_trace, _problem) = (read.Value, read.Error?.Message);
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private static string Tokens(long? count) => count?.ToString("#,0", CultureInfo.InvariantCulture) ?? "unknown";

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
