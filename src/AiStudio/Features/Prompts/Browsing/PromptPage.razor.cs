using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>One version of a prompt beside the one in production, or beside the one before it.</summary>
public sealed partial class PromptPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private PromptDetail? _prompt;
    private VersionEntry? _shown;
    private VersionEntry? _against;
    private VersionView? _version;
    private VersionView? _before;
    private string? _problem;
    private string _search = "";
    private string? _tag;
    private bool _loading = true;

    [Parameter]
    public string Slug { get; set; } = "";

    [Parameter]
    public string? Version { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromptLibrary Library { get; init; } = null!;

    [Inject]
    internal IEnumerable<VersionPanel> Panels { get; init; } = [];

    private IEnumerable<VersionEntry> Found => (_prompt?.Versions ?? []).Where(version => version.Says(_search.Trim()) && (_tag is null || version.Tags.Contains(_tag)));

    private IReadOnlyList<string> Tags => [.. (_prompt?.Versions ?? []).SelectMany(version => version.Tags).Distinct().Order(StringComparer.CurrentCulture)];

    protected override Task OnParametersSetAsync() => LoadAsync();

    private async Task LoadAsync()
    {
        var caller = await Caller.GetAsync();
        var found = await Library.OpenAsync(caller, Slug, _leaving.Token);
        (_prompt, _problem, _before) = (found.Value, found.Error?.Message, null);
        _shown = Version is null ? _prompt?.At(PromptLabel.Production) ?? (_prompt?.Versions is [var newest, ..] ? newest : null) : _prompt?.Numbered(Version);
        _version = _shown is null ? null : (await Library.ReadAsync(caller, _shown.Id, _leaving.Token)).Value;
        _against = _shown is null ? null : Against(_prompt!, _shown);
        if (_against is not null)
            _before = (await Library.ReadAsync(caller, _against.Id, _leaving.Token)).Value;
        _loading = false;
    }

    private static VersionEntry? Against(PromptDetail prompt, VersionEntry shown)
    {
        var production = prompt.At(PromptLabel.Production);
        return production is not null && production.Id != shown.Id
            ? production
            : prompt.Versions.SkipWhile(version => version.Id != shown.Id).Skip(1).FirstOrDefault();
    }

    public void Dispose() => _leaving.Cancel();
}
