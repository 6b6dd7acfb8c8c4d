using AiStudio.Api.Idempotency;

namespace AiStudio.Api;

/// <summary>What every request of a program passes, whichever endpoint it is for.</summary>
internal static class EdgeModule
{
    public static void AddEdge(this WebApplicationBuilder builder) => builder.AddIdempotency();

    /// <summary>After it is known who is calling. Whoever turns failures into answers stands inside it too, so that those answers are kept as well.</summary>
    public static void UseEdge(this WebApplication app) => app.UseIdempotency();
}
