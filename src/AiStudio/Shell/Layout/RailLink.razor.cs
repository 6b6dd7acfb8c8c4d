using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AiStudio.Shell.Layout;

public sealed partial class RailLink : IDisposable
{
    [Parameter, EditorRequired]
    public RailEntry Entry { get; set; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsHere
    {
        get
        {
            var path = "/" + Navigation.ToBaseRelativePath(Navigation.Uri).Split('?', '#')[0];
            return path == Entry.Href || path.StartsWith(Entry.Href.TrimEnd('/') + "/", StringComparison.Ordinal) || (path == "/" && Entry.Order == 0);
        }
    }

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    public void Dispose() => Navigation.LocationChanged -= Moved;

    private void Moved(object? sender, LocationChangedEventArgs args) => InvokeAsync(StateHasChanged);
}
