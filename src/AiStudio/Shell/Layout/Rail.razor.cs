using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;

namespace AiStudio.Shell.Layout;

/// <summary>The areas that the caller's role may open. What it shows and what a page demands cannot differ: both read the page's own policy.</summary>
public partial class Rail
{
    private IReadOnlyList<RailEntry> Entries { get; set; } = [];

    private string DisplayName { get; set; } = "";

    [CascadingParameter]
    public Task<AuthenticationState>? Authentication { get; set; }

    [Inject]
    public required IAuthorizationService Authorization { get; init; }

    [Inject]
    public required IEnumerable<RailWidget> Widgets { get; init; }

    private string Initials => string.Concat(DisplayName.Split(' ', StringSplitOptions.RemoveEmptyEntries).Take(2).Select(word => word[0])).ToUpperInvariant();

    protected override async Task OnParametersSetAsync()
    {
        if (Authentication is null)
        {
            return;
        }

        var user = (await Authentication).User;
        DisplayName = user.ToCaller()?.DisplayName ?? "";
        var allowed = new List<RailEntry>();
        foreach (var entry in RailEntry.All)
        {
            if ((await Authorization.AuthorizeAsync(user, entry.Policy)).Succeeded)
            {
                allowed.Add(entry);
            }
        }

        Entries = allowed;
    }
}
