using AiStudio.Features.Prompts;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Playground;

/// <summary>Chooses who answers in one column. It changes the contender in place and says so.</summary>
public sealed partial class ContenderRow
{
    [Parameter, EditorRequired]
    public Contender Contender { get; set; } = null!;

    /// <summary>Which column, from 1.</summary>
    [Parameter, EditorRequired]
    public int Number { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<PromptEntry> Prompts { get; set; } = [];

    [Parameter, EditorRequired]
    public IReadOnlyList<VersionEntry> Versions { get; set; } = [];

    [Parameter, EditorRequired]
    public IReadOnlyList<string> Models { get; set; } = [];

    [Parameter]
    public bool Removable { get; set; }

    [Parameter]
    public EventCallback Changed { get; set; }

    [Parameter]
    public EventCallback Removed { get; set; }

    private static string Named(VersionEntry version) => version.Labels.Length == 0 ? version.Version : $"{version.Version} ({string.Join(", ", version.Labels)})";

    private Task PromptAsync(ChangeEventArgs args)
    {
        (Contender.Slug, Contender.Version) = ((string)args.Value!, "");
        return Changed.InvokeAsync();
    }

    private Task VersionAsync(ChangeEventArgs args)
    {
        Contender.Version = (string)args.Value!;
        return Changed.InvokeAsync();
    }

    private Task ModelAsync(ChangeEventArgs args)
    {
        Contender.Model = (string)args.Value!;
        return Changed.InvokeAsync();
    }
}
