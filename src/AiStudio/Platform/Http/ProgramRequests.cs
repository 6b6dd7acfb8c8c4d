namespace AiStudio.Platform.Http;

/// <summary>Tells programs, which want a problem they can read, from browsers, which want a page.</summary>
internal static class ProgramRequests
{
    /// <summary>Whether the address is one that programs use.</summary>
    public static bool IsForPrograms(this HttpRequest request) => request.Path.StartsWithSegments("/api") || request.Path.StartsWithSegments("/v1") || request.Path.StartsWithSegments("/hubs");

    public static bool IsFromProgram(this HttpRequest request) =>
        request.IsForPrograms()
        || (request.Headers.Accept.ToString() is var accept
            && accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase));
}
