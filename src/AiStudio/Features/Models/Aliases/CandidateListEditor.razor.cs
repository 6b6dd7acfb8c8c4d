using System.Globalization;
using AiStudio.Features.Models.Catalogue;
using AiStudio.Features.Models.Connections;
using Microsoft.AspNetCore.Components;
using Microsoft.JSInterop;

namespace AiStudio.Features.Models.Aliases;

/// <summary>One list of an alias, put into order by dragging or by the buttons.</summary>
public sealed partial class CandidateListEditor : IAsyncDisposable
{
    private ElementReference _list;
    private DotNetObjectReference<CandidateListEditor>? _self;
    private IJSObjectReference? _module;
    private string? _attachedTo;
    private string? _focus;
    private string _moved = "";
    private string _model = "";
    private Guid? _connection;

    [Parameter, EditorRequired]
    public CandidateList List { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<AliasCandidate> Candidates { get; set; } = [];

    /// <summary>Whether weights count.</summary>
    [Parameter]
    public bool Weighted { get; set; }

    [Parameter, EditorRequired]
    public IReadOnlyList<ConnectionView> Connections { get; set; } = [];

    /// <summary>The models that are known, to choose from and to tell which have a price.</summary>
    [Parameter, EditorRequired]
    public IReadOnlyList<PricedModel> Models { get; set; } = [];

    [Parameter]
    public EventCallback<IReadOnlyList<AliasCandidate>> Changed { get; set; }

    [Inject]
    public required IJSRuntime Js { get; init; }

    private IEnumerable<PricedModel> Offered =>
        Connections.FirstOrDefault(connection => connection.Id == _connection) is { } chosen ? Models.Where(model => model.Provider == chosen.Kind) : [];

    /// <summary>The script tells that one was dropped at another's place.</summary>
    [JSInvokable]
    public async Task Drop(int from, int to)
    {
        await MoveAsync(from, to, false);
        StateHasChanged();
    }

    protected override async Task OnAfterRenderAsync(bool firstRender)
    {
        // An emptied list loses its element, and with it the script's listeners.
        if (Candidates.Count > 0 && _attachedTo != _list.Id)
        {
            _attachedTo = _list.Id;
            _self ??= DotNetObjectReference.Create(this);
            _module ??= await Js.InvokeAsync<IJSObjectReference>("import", "./Features/Models/Aliases/CandidateListEditor.razor.js");
            await _module.InvokeVoidAsync("attach", _list, _self);
        }

        if (_focus is { } id && _module is not null)
        {
            _focus = null;
            await _module.InvokeVoidAsync("focus", id);
        }
    }

    private ConnectionView? ConnectionOf(AliasCandidate candidate) => Connections.FirstOrDefault(connection => connection.Id == candidate.ConnectionId);

    private bool IsPriced(AliasCandidate candidate) =>
        ConnectionOf(candidate) is not { } connection || Models.Any(model => model.InForce is not null && model.Provider == connection.Kind && model.ModelId == candidate.ModelId);

    private string MoveId(AliasCandidate candidate, string way) => $"{way}-{List}-{candidate.ConnectionId:N}-{candidate.ModelId}";

    private async Task MoveAsync(int from, int to, bool byButton)
    {
        if (from == to || from < 0 || to < 0 || from >= Candidates.Count || to >= Candidates.Count)
        {
            return;
        }

        var candidates = Candidates.ToList();
        var moved = candidates[from];
        candidates.RemoveAt(from);
        candidates.Insert(to, moved);
        _moved = string.Create(CultureInfo.InvariantCulture, $"{moved.ModelId} is now {to + 1} of {candidates.Count}.");
        if (byButton)
        {
            // At either end the button that was pressed is off; the other one takes the focus.
            var up = to < from ? to > 0 : to == candidates.Count - 1;
            _focus = MoveId(moved, up ? "up" : "down");
        }

        await Changed.InvokeAsync(candidates);
    }

    private Task RemoveAsync(int number) => Changed.InvokeAsync([.. Candidates.Where((_, other) => other != number)]);

    private async Task WeighAsync(int number, ChangeEventArgs args)
    {
        var weight = int.TryParse((string?)args.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : Candidates[number].Weight;
        await Changed.InvokeAsync([.. Candidates.Select((candidate, other) => other == number ? candidate with { Weight = weight } : candidate)]);
    }

    private async Task AddAsync()
    {
        if (_connection is { } connection && _model.Trim() is { Length: > 0 } model && !Candidates.Any(candidate => candidate.ConnectionId == connection && candidate.ModelId == model))
        {
            _model = "";
            await Changed.InvokeAsync([.. Candidates, new AliasCandidate(connection, model)]);
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (_module is not null)
            {
                await _module.DisposeAsync();
            }
        }
        catch (Exception ex) when (ex is JSDisconnectedException or OperationCanceledException)
        {
            // The browser is gone, and its listeners with it.
        }

        _self?.Dispose();
    }
}
