using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>The prompts of the organization.</summary>
public sealed partial class PromptsPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<PromptEntry>? _prompts;
    private string _search = "";
    private bool _importing;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromptLibrary Library { get; init; } = null!;

    private IEnumerable<PromptEntry> Found => (_prompts ?? []).Where(prompt =>
        prompt.Name.Contains(_search.Trim(), StringComparison.CurrentCultureIgnoreCase) || prompt.Slug.Contains(_search.Trim(), StringComparison.OrdinalIgnoreCase));

    protected override Task OnInitializedAsync() => LoadAsync();

    private Task ImportedAsync()
    {
        _importing = false;
        return LoadAsync();
    }

    private async Task LoadAsync() => _prompts = await Library.ListAsync(await Caller.GetAsync(), _leaving.Token);

    public void Dispose() => _leaving.Cancel();
}
