using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Moves labels to the version that is shown, and production back to where it stood before.</summary>
public sealed partial class LabelCard
{
    private static readonly string[] s_usual = [PromptLabel.Production, "staging"];
    private string _label = "";
    private string _reason = "";
    private string? _problem;
    private bool _busy;
    private bool _rollingBack;

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
    public required Toasts Toasts { get; init; }

    private IEnumerable<string> Known => s_usual.Union(Prompt.Versions.SelectMany(version => version.Labels)).Except(Version.Labels);

    private string Standing => Version.Labels.Length == 0 ? "No label stands here: nobody is answered with it." : $"{string.Join(", ", Version.Labels)} {(Version.Labels.Length == 1 ? "stands" : "stand")} here.";

    // Where production stood before it came here.
    private string? Earlier => Version.Labels.Contains(PromptLabel.Production)
        ? Prompt.Moves.FirstOrDefault(move => move.Label == PromptLabel.Production) is { FromVersion: { } from } last && last.ToVersion == Version.Version && Prompt.Numbered(from) is not null ? from : null
        : null;

    private Task MoveAsync() => MoveAsync(_label.Trim(), Version, _reason, $"{_label.Trim()} stands at {Version.Version}.");

    private Task RollBackAsync()
    {
        if (_rollingBack)
            return MoveAsync(PromptLabel.Production, Prompt.Numbered(Earlier!)!, $"Rolled back from {Version.Version}." + (_reason.Length > 0 ? $" {_reason}" : ""), $"{Earlier} is in production again. The next answers are given with it.");
        _rollingBack = true;
        return Task.CompletedTask;
    }

    private async Task MoveAsync(string label, VersionEntry to, string reason, string done)
    {
        _busy = true;
        var moved = await Labels.MoveAsync(await Caller.GetAsync(), Prompt.Id, label, to.Id, Prompt.At(label)?.Id, reason, CancellationToken.None);
        (_busy, _rollingBack, _problem) = (false, false, moved.Error?.Message);
        if (!moved.Succeeded)
            return;
        (_label, _reason) = ("", "");
        Toasts.Show("Moved", done);
        await Moved.InvokeAsync();
    }
}
