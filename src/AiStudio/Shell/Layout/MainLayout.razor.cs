using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace AiStudio.Shell.Layout;

public partial class MainLayout
{
    private ErrorBoundary? _boundary;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    // Whoever drives the page by a script, a test or a tool, can see when clicks begin to count.
    private bool IsConnecting => AssignedRenderMode is not null && !RendererInfo.IsInteractive;

    private void Recover() => _boundary?.Recover();

    // Another page is another chance: an error on one must not stick to the next.
    protected override void OnParametersSet() => _boundary?.Recover();
}
