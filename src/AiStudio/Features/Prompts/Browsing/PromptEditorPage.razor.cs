using AiStudio.Gateway.Budgets;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Writes a version, with what changes and what a model would read always in sight.</summary>
public sealed partial class PromptEditorPage : IDisposable
{
    private const string SchemaExample = """{ "type": "object", "properties": { "answer": { "type": "string" } }, "required": ["answer"], "additionalProperties": false }""";
    private const string ToolsExample = """[{ "name": "find_order", "description": "Finds an order", "parameters": { "type": "object", "properties": { "number": { "type": "integer" } } } }]""";
    private readonly CancellationTokenSource _leaving = new();
    private PromptDetail? _prompt;
    private VersionView? _base;
    private IReadOnlyList<PromptVariable> _variables = [];
    private IReadOnlyList<string> _included = [];
    private IReadOnlyDictionary<string, PromptVersion> _includable = new Dictionary<string, PromptVersion>();
    private string _name = "";
    private string _template = "";
    private string _note = "";
    private string _tags = "";
    private double? _temperature;
    private double? _topP;
    private int? _maxOutputTokens;
    private TypedSettings _typed = new();
    private VersionChange? _change;
    private string? _problem;
    private ModelPrice? _price;
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
    internal PromptCost Costs { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    private string Cost => _price is null ? "" : $", {Money.Format(PromptCost.Of(_price, Read))} in 1,000 questions of {PromptCost.Model}";

    private string Back => Slug is null ? "/prompts" : $"/prompts/{Slug}/{Version}";

    private PromptSettings Numbers => new(_temperature, _topP, _maxOutputTokens);

    // While something is half typed, the proposal goes by the rest.
    private PromptContent Content => new(_template) { Variables = _variables, Settings = _typed.PutInto(Numbers).Value ?? Numbers };

    // As saving would put the others in; until they can be, as it stands.
    private Result<PromptIncludes> Whole => PromptIncludes.Of(Content, _includable);

    private string Read => Whole.Value?.Body ?? _template;

    private VersionChange Change => _change ?? (_base is null ? VersionChange.Minor : VersionProposal.Of(_base.Content, _base.Includes, Content, Whole.Value?.Prompts ?? []));

    protected override async Task OnParametersSetAsync()
    {
        var caller = await Caller.GetAsync();
        _price = await Costs.PriceAsync(caller, _leaving.Token);
        if (Slug is not null)
        {
            _prompt = (await Library.OpenAsync(caller, Slug, _leaving.Token)).Value;
            var entry = _prompt?.Numbered(Version!);
            _base = entry is null ? null : (await Library.ReadAsync(caller, entry.Id, _leaving.Token)).Value;
            if (_base is not null)
            {
                (_template, _variables) = (_base.Content.Template, _base.Content.Variables);
                (_temperature, _topP, _maxOutputTokens) = _base.Content.Settings;
                _typed = TypedSettings.Of(_base.Content.Settings);
                _tags = string.Join(", ", entry!.Tags);
                await IncludeAsync();
            }
        }

        _loading = false;
    }

    private Task TypedAsync(ChangeEventArgs args)
    {
        _template = (string?)args.Value ?? "";
        // A variable that is typed is declared; one that is taken out of the text takes its declaration with it.
        var named = PromptTemplate.VariablesOf(_template);
        _variables = [.. named.Select(name => _variables.FirstOrDefault(variable => variable.Name == name) ?? new PromptVariable(name))];
        return IncludeAsync();
    }

    private async Task IncludeAsync()
    {
        var named = PromptTemplate.IncludesOf(_template);
        if (named.SequenceEqual(_included))
            return;
        _included = named;
        var found = await Library.IncludableAsync(await Caller.GetAsync(), named, _leaving.Token);
        // Typed on meanwhile, it asks again by itself.
        if (ReferenceEquals(named, _included))
            _includable = found;
    }

    private void Declare(PromptVariable changed) => _variables = [.. _variables.Select(variable => variable.Name == changed.Name ? changed : variable)];

    private static string? Given(ChangeEventArgs args) => args.Value is string { Length: > 0 } text ? text : null;

    private string Describe(VersionChange change)
    {
        var next = _prompt?.Versions.Count > 0 ? SemanticVersion.Parse(_prompt.Versions[0].Version).Next(change).ToString() : "";
        return change switch
        {
            VersionChange.Major => $"{next}: callers must change",
            VersionChange.Minor => $"{next}: answers may differ",
            _ => $"{next}: the same, said better",
        };
    }

    private async Task SaveAsync()
    {
        if (_typed.PutInto(Numbers).Error is { } unreadable)
        {
            _problem = unreadable.Message;
            return;
        }

        _busy = true;
        var caller = await Caller.GetAsync();
        var saved = Slug is null
            ? await Desk.CreateAsync(caller, _name, Content, CancellationToken.None)
            : await Desk.SaveAsync(caller, Slug, new(Content, _note, Change) { Tags = _tags.Split(',') }, CancellationToken.None);
        (_busy, _problem) = (false, saved.Error?.Message);
        if (!saved.Succeeded)
            return;
        Toasts.Show("Saved", $"{saved.Value.Version} is there. Nobody is answered with it before a label stands at it.");
        Navigation.NavigateTo($"/prompts/{saved.Value.Slug}/{saved.Value.Version}");
    }

    public void Dispose() => _leaving.Cancel();
}
