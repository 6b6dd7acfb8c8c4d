using AiStudio.Platform.Hosting;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Radzen;

namespace AiStudio.Shell;

internal static class ShellModule
{
    public static void AddShell(this WebApplicationBuilder builder)
    {
        // Assets are found in a build output too; the framework does this in Development only. A published app carries them and ignores it.
        builder.WebHost.UseStaticWebAssets();
        builder.Services.AddCascadingAuthenticationState();
        builder.Services.AddAuthorization(options => options.AddStudioPolicies());
        builder.Services.AddRazorComponents().AddInteractiveServerComponents();
        builder.Services.AddRadzenComponents();
        builder.Services.AddScoped<Toasts>();
    }

    public static void MapShell(this WebApplication app)
    {
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>().AddInteractiveServerRenderMode();
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/health/ready", new() { Predicate = check => check.Tags.Contains("ready"), ResponseWriter = ReadinessReport.WriteAsync }).AllowAnonymous();
    }
}
