using AiStudio.Features.Models.Catalogue;
using AiStudio.Features.Models.Connections;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Aliases;

/// <summary>One alias at a time: who stands behind it, in which order, and what would happen. Nothing changes before Save.</summary>
public sealed partial class AliasesPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<AliasDraft>? _aliases;
    private IReadOnlyList<ConnectionView> _connections = [];
    private IReadOnlyList<PricedModel> _models = [];
    private AliasDraft? _saved;
    private AliasDraft? _draft;
    private string? _problem;
    private bool _deleting;

    [Parameter]
    public string? Name { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal AliasService Aliases { get; init; } = null!;

    [Inject]
    internal ConnectionService Connections { get; init; } = null!;

    [Inject]
    internal PriceService Prices { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    [Inject]
    public required Toasts Toasts { get; init; }

    private IEnumerable<CandidateList> Lists => _draft?.Name == ModelAlias.Embedding ? [CandidateList.Answer] : Enum.GetValues<CandidateList>();

    private bool IsChanged => _draft is not null && (_saved is null || _draft.Strategy != _saved.Strategy || Enum.GetValues<CandidateList>().Any(list => !_draft[list].SequenceEqual(_saved[list])));

    protected override async Task OnParametersSetAsync()
    {
        if (_aliases is null || (Name is not null && Name != _draft?.Name))
        {
            await LoadAsync(Name);
        }
    }

    private async Task LoadAsync(string? name)
    {
        var caller = await Caller.GetAsync();
        var connections = await Connections.ListAsync(caller, _leaving.Token);
        var models = await Prices.ListAsync(caller, _leaving.Token);
        var aliases = await Aliases.ListAsync(caller, _leaving.Token);
        (_connections, _models, _aliases) = (connections, models, aliases);
        Open(aliases.FirstOrDefault(alias => alias.Name == (name ?? ModelAlias.Balanced)) ?? (name is null && aliases.Count > 0 ? aliases[0] : null));
    }

    private void Open(AliasDraft? alias) => (_saved, _draft, _problem, _deleting) = (alias, alias, null, false);

    private void New(string name)
    {
        if (_aliases?.FirstOrDefault(alias => alias.Name == name) is { } known)
        {
            Navigation.NavigateTo($"/models/aliases/{known.Name}");
            return;
        }

        Open(null);
        _draft = new AliasDraft { Name = name };
    }

    private void Revert() => Open(_saved);

    private void Choose(ChangeEventArgs args) => _draft = _draft! with { Strategy = Enum.Parse<RoutingStrategy>((string)args.Value!) };

    private void Change(CandidateList list, IReadOnlyList<AliasCandidate> candidates) => _draft = _draft!.With(list, candidates);

    private async Task SaveAsync()
    {
        var saved = await Aliases.SaveAsync(await Caller.GetAsync(), _draft!, CancellationToken.None);
        _problem = saved.Error?.Message;
        if (!saved.Succeeded)
        {
            return;
        }

        await LoadAsync(saved.Value.Name);
        Toasts.Show("Saved", $"New calls for {saved.Value.Name} go this way.");
        Navigation.NavigateTo($"/models/aliases/{saved.Value.Name}");
    }

    private async Task DeleteAsync()
    {
        if (!_deleting)
        {
            _deleting = true;
            _problem = $"Whoever asks for {_draft!.Name} afterwards is told that there is no such model. Press Delete again to delete it.";
            return;
        }

        var deleted = await Aliases.DeleteAsync(await Caller.GetAsync(), _draft!.Id!.Value, _draft.Revision, CancellationToken.None);
        (_problem, _deleting) = (deleted.Error?.Message, false);
        if (deleted.Succeeded)
        {
            Toasts.Show("Deleted", $"{_draft.Name} is no name of a model any more.");
            _aliases = null;
            Navigation.NavigateTo("/models/aliases");
        }
    }

    public void Dispose() => _leaving.Cancel();
}
