using System.Data.Common;
using AiStudio.Features.Traces.Payloads;
using AiStudio.Features.Traces.Retention;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Settings;

/// <summary>The policy for texts and traces, and what its job has done.</summary>
public sealed partial class TraceSettingsPage : IDisposable
{
    private static readonly (PayloadMode Mode, string Label, string What)[] s_modes =
    [
        (PayloadMode.Off, "None.", "Nothing that was said is kept beside the chats themselves; a call cannot be replayed."),
        (PayloadMode.Redacted, "Redacted.", "Without mail addresses, telephone and card numbers, keys and what you add. A call in which something was taken out cannot be replayed as it was."),
        (PayloadMode.Full, "Full.", "As it was said. Of private chats an admin reads it only by giving a reason."),
    ];

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<RetentionRun>? _runs;
    private PayloadMode _mode;
    private int _keepDays;
    private int _traceDays;
    private string _patterns = "";
    private string? _problem;
    private string? _note;
    private bool _busy;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PolicyDesk Desk { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        try
        {
            var read = await Desk.ReadAsync(await Caller.GetAsync(), _leaving.Token);
            if (!read.Succeeded)
            {
                _problem = read.Error.Message;
                return;
            }

            (var policy, _runs) = read.Value;
            (_mode, _keepDays, _traceDays, _patterns) = (policy.Mode, policy.KeepDays, policy.TraceDays, PolicyDraft.LinesOf(policy.Patterns));
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
    }

    private async Task SaveAsync()
    {
        _busy = true;
        try
        {
            var saved = await Desk.SaveAsync(await Caller.GetAsync(), new(_mode, _keepDays, _traceDays, PolicyDraft.PatternsOf(_patterns)), CancellationToken.None);
            (_problem, _note) = (saved.Error?.Message, saved.Succeeded ? "Saved." : null);
        }
        catch (DbException)
        {
            (_problem, _note) = ("This could not be saved right now. Try again in a moment.", null);
        }
        finally
        {
            _busy = false;
        }
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
