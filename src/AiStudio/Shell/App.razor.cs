using AiStudio.Platform.Http;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Routing;
using Microsoft.AspNetCore.Components.Web;

namespace AiStudio.Shell;

public partial class App
{
    [CascadingParameter]
    public HttpContext? Context { get; init; }

    private string? Nonce => Context?.CspNonce();

    // A page that sets cookies (sign-in, account) says [ExcludeFromInteractiveRouting] and stays a plain form.
    private IComponentRenderMode? PageMode =>
        Context is null || Context.AcceptsInteractiveRouting() ? RenderMode.InteractiveServer : null;

    // Sent with the page, so that a dark theme never flashes white. Null follows the system.
    private string? Theme => Context?.Request.Cookies["theme"] is "dark" or "light" ? Context.Request.Cookies["theme"] : null;
}
