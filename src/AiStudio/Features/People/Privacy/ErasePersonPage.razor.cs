using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.Privacy;

/// <summary>Asks for a reason and for the address before anybody is erased.</summary>
public sealed partial class ErasePersonPage
{
    private Erasable? _person;
    private string? _problem;
    private bool _begun;

    [Parameter]
    public Guid UserId { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [SupplyParameterFromForm(FormName = "erase", Name = "reason")]
    private string? Reason { get; set; }

    [SupplyParameterFromForm(FormName = "erase", Name = "address")]
    private string? Address { get; set; }

    [Inject]
    private ErasureDesk Desk { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var found = await Desk.FindAsync(Context.User.ToCaller()!, UserId, Context.RequestAborted);
        (_person, _problem) = (found.Value, found.Error?.Message);
    }

    private async Task EraseAsync()
    {
        var begun = await Desk.BeginAsync(Context.User.ToCaller()!, UserId, Reason ?? "", Address ?? "", Context.RequestAborted);
        (_begun, _problem) = (begun.Succeeded, begun.Error?.Message);
    }
}
