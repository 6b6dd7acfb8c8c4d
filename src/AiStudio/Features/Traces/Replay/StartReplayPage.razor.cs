using System.Data.Common;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Traces.Replay;

/// <summary>Says how a call is asked again.</summary>
public sealed partial class StartReplayPage : IDisposable
{
    private static readonly (ReplayMode Mode, string Name, string About)[] s_modes =
    [
        (ReplayMode.Frozen, "Everything", "The same messages, passages and results of tools, and the model that answered. Shows whether it would answer the same."),
        (ReplayMode.Candidate, "Everything but the prompt or the model", "History, passages and results of tools stay; another prompt version or model answers."),
        (ReplayMode.Live, "The question and what was said before", "The prompt that is in production now, and passages that are searched for again with your rights."),
    ];

    private readonly CancellationTokenSource _leaving = new();
    private ReplayChoices? _choices;
    private ReplayMode _mode = ReplayMode.Frozen;
    private string _version = "";
    private string? _model;
    private string? _problem;
    private bool _closed;
    private bool _busy;

    [Parameter]
    public Guid CallId { get; set; }

    [Inject]
    internal CallerAccessor Callers { get; init; } = null!;

    [Inject]
    internal ReplayDesk Desk { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync()
    {
        try
        {
            _choices = await Desk.ChoicesAsync(await Callers.GetAsync(), CallId, _leaving.Token);
        }
        catch (DbException)
        {
            _problem = "This could not be read right now. Try again in a moment.";
        }
    }

    private async Task StartAsync()
    {
        _busy = true;
        var choice = new ReplayChoice(_mode, Guid.TryParse(_version, out var version) ? version : null, string.IsNullOrWhiteSpace(_model) ? null : _model.Trim());
        try
        {
            var started = await Desk.StartAsync(await Callers.GetAsync(), CallId, choice, CancellationToken.None);
            (_problem, _closed) = (started.Error?.Message, started.Error?.Code == "glass_needed");
            if (started.Succeeded)
                Navigation.NavigateTo($"/replays/{started.Value}");
        }
        catch (DbException)
        {
            (_problem, _closed) = ("The replay could not be started right now. Try again in a moment.", false);
        }
        finally
        {
            _busy = false;
        }
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
