using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Writes a version, with what changes and what a model would read always in sight.</summary>
public sealed partial class PromptEditorPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private PromptDetail? _prompt;
    private VersionView? _base;
    private IReadOnlyList<PromptVariable> _variables = [];
    private string _name = "";
    private string _template = "";
    private string _note = "";
    private double? _temperature;
    private double? _topP;
    private int? _maxOutputTokens;
    private VersionChange? _change;
    private string? _problem;
    private string? _preview;
    private bool _loading = true;
    private bool _busy;

    [Parameter]
    public string? Slug { get; set; }

    [Parameter]
    public string? Version { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromptLibrary Library { get; init; } = null!;

    [Inject]
    internal PromptDesk Desk { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private string Back => Slug is null ? "/prompts" : $"/prompts/{Slug}/{Version}";

    private PromptContent Content => new(_template) { Variables = _variables, Settings = new(_temperature, _topP, _maxOutputTokens) };

    private VersionChange Change => _change ?? (_base is null ? VersionChange.Minor : VersionProposal.Of(_base.Content, Content));

    protected override async Task OnParametersSetAsync()
    {
        if (Slug is not null)
        {
            var caller = await Caller.GetAsync();
            _prompt = (await Library.OpenAsync(caller, Slug, _leaving.Token)).Value;
            _base = _prompt?.Numbered(Version!) is { } entry ? (await Library.ReadAsync(caller, entry.Id, _leaving.Token)).Value : null;
            if (_base is not null)
            {
                (_template, _variables) = (_base.Content.Template, _base.Content.Variables);
                (_temperature, _topP, _maxOutputTokens) = _base.Content.Settings;
            }
        }

        Preview();
        _loading = false;
    }

    private void Typed(ChangeEventArgs args)
    {
        _template = (string?)args.Value ?? "";
        // A variable that is typed is declared; one that is taken out of the text takes its declaration with it.
        var named = PromptTemplate.VariablesOf(_template);
        _variables = [.. named.Select(name => _variables.FirstOrDefault(variable => variable.Name == name) ?? new PromptVariable(name))];
        Preview();
    }

    private void Declare(PromptVariable changed)
    {
        _variables = [.. _variables.Select(variable => variable.Name == changed.Name ? changed : variable)];
        Preview();
    }

    private void Preview() => _preview = string.IsNullOrWhiteSpace(_template) ? null : PromptTemplate.Render(
        _template, _variables, _variables.Where(variable => variable.Default is null).ToDictionary(variable => variable.Name, variable => Example(variable.Kind, variable.Name)),
        DateOnly.FromDateTime(Time.GetUtcNow().UtcDateTime)).Value;

    private static string Example(VariableKind kind, string name) => kind switch
    {
        VariableKind.Number => "0",
        VariableKind.YesOrNo => "yes",
        VariableKind.Date => "2026-01-31",
        _ => $"‹{name}›",
    };

    private static string? Given(ChangeEventArgs args) => args.Value is string { Length: > 0 } text ? text : null;

    private string Describe(VersionChange change)
    {
        var next = _prompt?.Versions.Count > 0 ? SemanticVersion.Parse(_prompt.Versions[0].Version).Next(change).ToString() : "";
        return change switch
        {
            VersionChange.Major => $"{next}: callers must give other values",
            VersionChange.Minor => $"{next}: answers may differ",
            _ => $"{next}: the same, said better",
        };
    }

    private async Task SaveAsync()
    {
        _busy = true;
        var caller = await Caller.GetAsync();
        var saved = Slug is null
            ? await Desk.CreateAsync(caller, _name, Content, CancellationToken.None)
            : await Desk.SaveAsync(caller, Slug, new(Content, _note, Change), CancellationToken.None);
        (_busy, _problem) = (false, saved.Error?.Message);
        if (!saved.Succeeded)
            return;
        Toasts.Show("Saved", $"{saved.Value.Version} is there. Nobody is answered with it before a label stands at it.");
        Navigation.NavigateTo($"/prompts/{saved.Value.Slug}/{saved.Value.Version}");
    }

    public void Dispose()
    {
        _leaving.Cancel();
        _leaving.Dispose();
    }
}
