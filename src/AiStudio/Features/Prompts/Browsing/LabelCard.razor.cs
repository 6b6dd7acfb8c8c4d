using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Moves labels to the version that is shown, and production back to where it stood before.</summary>
public sealed partial class LabelCard : IDisposable
{
    private static readonly string[] s_usual = [PromptLabel.Production, "staging"];
    private readonly CancellationTokenSource _leaving = new();
    private VersionEntry? _earlier;
    private string _label = "";
    private string _reason = "";
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public PromptDetail Prompt { get; set; } = null!;

    [Parameter, EditorRequired]
    public VersionEntry Version { get; set; } = null!;

    /// <summary>A label stands somewhere else now.</summary>
    [Parameter]
    public EventCallback Moved { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal LabelDesk Labels { get; init; } = null!;

    [Inject]
    internal LabelRollback Rollback { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private IEnumerable<string> Known => s_usual.Union(Prompt.Versions.SelectMany(version => version.Labels)).Except(Version.Labels)
        // Where it never stood, it gets through the gate only.
        .Where(label => label != PromptLabel.Production || Version.StoodInProduction);

    private string Standing => Version.Labels.Length == 0 ? "No label stands here: nobody is answered with it." : Version.Labels is [var only] ? $"{only} stands here." : $"{string.Join(", ", Version.Labels[..^1])} and {Version.Labels[^1]} stand here.";

    // Where production would be put back from here.
    protected override async Task OnParametersSetAsync()
    {
        var caller = await Caller.GetAsync();
        var earlier = Version.Labels.Contains(PromptLabel.Production) ? await Rollback.WhereToAsync(caller, Prompt.Id, PromptLabel.Production, Version.Id, _leaving.Token) : null;
        _earlier = Prompt.Versions.FirstOrDefault(version => version.Id == earlier);
    }

    private async Task MoveAsync()
    {
        var label = _label.Trim();
        _busy = true;
        var moved = await Labels.MoveAsync(await Caller.GetAsync(), Prompt.Id, label, Version.Id, Prompt.At(label)?.Id, _reason, CancellationToken.None);
        await SayAsync(moved.Error, $"{label} stands at {Version.Version}.");
    }

    // At once: when answers are bad every second counts, and whoever did not mean it puts the label here again.
    private async Task RollBackAsync()
    {
        _busy = true;
        var back = await Rollback.RollBackAsync(await Caller.GetAsync(), Prompt.Slug, PromptLabel.Production, Version.Version, _reason, CancellationToken.None);
        await SayAsync(back.Error, $"{back.Value?.Version} is in production again. The next answers are given with it.");
    }

    private async Task SayAsync(Error? problem, string done)
    {
        (_busy, _problem) = (false, problem?.Message);
        if (problem is not null)
            return;
        (_label, _reason) = ("", "");
        Toasts.Show("Moved", done);
        await Moved.InvokeAsync();
    }

    // Not disposed: what is still on its way asks it for its token.
    public void Dispose() => _leaving.Cancel();
}
