using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Judging;

/// <summary>The judges of the organization.</summary>
public sealed partial class JudgesPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private readonly JudgeFields _fields = new();
    private IReadOnlyList<JudgeEntry>? _judges;
    private string? _problem;
    private bool _making;
    private bool _busy;

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal JudgeLibrary Library { get; init; } = null!;

    [Inject]
    internal JudgeDesk Desk { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnInitializedAsync() => _judges = await Library.ListAsync(await Caller.GetAsync(), _leaving.Token);

    private async Task CreateAsync()
    {
        _busy = true;
        var created = await Desk.CreateAsync(await Caller.GetAsync(), _fields.ToDraft(), CancellationToken.None);
        (_busy, _problem) = (false, created.Error?.Message);
        if (created.Succeeded)
            Navigation.NavigateTo($"/evals/judges/{created.Value}");
    }

    public void Dispose() => _leaving.Cancel();
}
