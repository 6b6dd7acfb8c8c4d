using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>The answers that people have agreed on: written by anybody who reads the base, approved by admins.</summary>
public sealed partial class AnswersPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string? _error;
    private bool _busy;
    private bool _writing;
    private CuratedEntry? _edited;
    private string _question = "";
    private string _answer = "";

    [Parameter]
    public Guid BaseId { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal CurationService Curation { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    [Inject]
    public required TimeProvider Time { get; init; }

    private IReadOnlyList<CuratedEntry>? Answers { get; set; }

    private bool MayApprove { get; set; }

    protected override async Task OnParametersSetAsync()
    {
        MayApprove = CurationService.MayApprove(await Caller.GetAsync());
        await ReadAsync();
    }

    private static string Badge(CuratedState state) => state switch
    {
        CuratedState.Approved => "ok",
        CuratedState.Draft => "canary",
        _ => "",
    };

    private static string Provenance(CuratedEntry row) =>
        $"Written by {row.Author ?? "somebody who has left"}{(row is { State: CuratedState.Approved, Approver: { } approver } ? $", approved by {approver}" : "")}";

    private void Write(CuratedEntry? row)
    {
        (_edited, _question, _answer, _writing, _error) = (row, row?.Question ?? "", row?.Answer ?? "", true, null);
    }

    private async Task ReadAsync()
    {
        var found = await Curation.ListAsync(await Caller.GetAsync(), BaseId, _leaving.Token);
        (Answers, _error) = (found.Value, found.Error?.Message);
    }

    private async Task SaveAsync()
    {
        var caller = await Caller.GetAsync();
        if (await ChangeAsync(() => _edited is { } row
            ? Curation.EditAsync(caller, row.Id, _question, _answer, _leaving.Token)
            : Curation.ProposeAsync(caller, BaseId, _question, _answer, _leaving.Token)))
        {
            _writing = false;
            Toasts.Show("Saved as a draft", MayApprove ? "Approve it to have it given." : "An admin can approve it now.");
        }
    }

    private async Task ApproveAsync(CuratedEntry row)
    {
        var caller = await Caller.GetAsync();
        if (await ChangeAsync(() => Curation.ApproveAsync(caller, row.Id, _leaving.Token)))
        {
            Toasts.Show("Approved", "Who asks this gets this answer from now on.");
        }
    }

    private async Task RetireAsync(CuratedEntry row)
    {
        var caller = await Caller.GetAsync();
        if (await ChangeAsync(() => Curation.RetireAsync(caller, row.Id, _leaving.Token)))
        {
            Toasts.Show("Retired", "It is given no more.");
        }
    }

    private async Task<bool> ChangeAsync(Func<Task<Result<Guid>>> change)
    {
        _busy = true;
        var changed = await change();
        _busy = false;
        if (changed.Succeeded)
        {
            await ReadAsync();
        }

        _error = changed.Error?.Message;
        return changed.Succeeded;
    }

    public void Dispose() => _leaving.Cancel();
}
