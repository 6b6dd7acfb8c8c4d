using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;

namespace AiStudio.Shell.Layout;

public sealed partial class RailLink : IDisposable
{
    [Parameter, EditorRequired]
    public RailEntry Entry { get; set; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private bool IsHere => ReferenceEquals(RailEntry.Of(Navigation.ToBaseRelativePath(Navigation.Uri)), Entry);

    protected override void OnInitialized() => Navigation.LocationChanged += Moved;

    public void Dispose() => Navigation.LocationChanged -= Moved;

    private void Moved(object? sender, LocationChangedEventArgs args) => InvokeAsync(StateHasChanged);
}
