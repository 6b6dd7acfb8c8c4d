using System.Globalization;
using AiStudio.Features.Models.Connections;
using AiStudio.Gateway.Routing.Rehearsal;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Models.Aliases;

/// <summary>The simulator: how each candidate behaves, and the path that a call would take then.</summary>
public sealed partial class RehearsalCard : IDisposable
{
    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    private readonly CancellationTokenSource _leaving = new();
    private readonly Dictionary<(Guid, string), Conduct> _conducts = [];
    private AliasDraft? _played;
    private RehearsedPath? _path;
    private string? _problem;

    /// <summary>The alias as it stands on the page.</summary>
    [Parameter, EditorRequired]
    public AliasDraft Draft { get; set; } = null!;

    [Parameter, EditorRequired]
    public IReadOnlyList<ConnectionView> Connections { get; set; } = [];

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal AliasRehearsal Rehearsal { get; init; } = null!;

    private IEnumerable<AliasCandidate> Cast =>
        Draft.Answer.Concat(Draft.ContextOverflow).Concat(Draft.ContentRefusal).DistinctBy(candidate => (candidate.ConnectionId, candidate.ModelId))
            .Where(candidate => Connections.Any(connection => connection.Id == candidate.ConnectionId && connection.DisabledAt is null));

    protected override async Task OnParametersSetAsync()
    {
        if (!ReferenceEquals(_played, Draft))
        {
            _played = Draft;
            await PlayAsync();
        }
    }

    private static string IdOf(AliasCandidate candidate) => $"conduct-{candidate.ConnectionId:N}-{candidate.ModelId}";

    private Conduct ConductOf(AliasCandidate candidate) => _conducts.GetValueOrDefault((candidate.ConnectionId, candidate.ModelId));

    private Task ActAsync(AliasCandidate candidate, ChangeEventArgs args)
    {
        _conducts[(candidate.ConnectionId, candidate.ModelId)] = Enum.Parse<Conduct>((string)args.Value!);
        return PlayAsync();
    }

    private async Task PlayAsync()
    {
        if (Draft.Answer.Count == 0)
        {
            (_path, _problem) = (null, null);
            return;
        }

        var played = await Rehearsal.PlayAsync(await Caller.GetAsync(), Draft, Cast.ToDictionary(candidate => candidate, ConductOf), _leaving.Token);
        (_path, _problem) = (played.Value, played.Error?.Message);
    }

    public void Dispose() => _leaving.Cancel();
}
