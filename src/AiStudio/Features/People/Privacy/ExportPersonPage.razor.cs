using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.People.Privacy;

/// <summary>Asks for a reason before anybody's data is handed out.</summary>
public sealed partial class ExportPersonPage
{
    private Erasable? _person;
    private string? _problem;

    [Parameter]
    public Guid UserId { get; set; }

    [SupplyParameterFromQuery(Name = "problem")]
    private string? Problem { get; set; }

    [CascadingParameter]
    private HttpContext Context { get; set; } = null!;

    [Inject]
    private ExportDesk Desk { get; set; } = null!;

    protected override async Task OnInitializedAsync()
    {
        var found = await Desk.FindAsync(Context.User.ToCaller()!, UserId, Context.RequestAborted);
        (_person, _problem) = (found.Value, found.Error?.Message);
        if (Problem == "reason_missing")
            _problem = $"Say in {ErasureDesk.ShortestReason} to {ErasureDesk.LongestReason} characters why.";
    }
}
