using AiStudio.Platform.Data;

namespace AiStudio.Api.Idempotency;

internal static class IdempotencyModule
{
    public static void AddIdempotency(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddSingleton<IdempotencyStore>();
        services.AddSingleton<RecordFollower>();
        services.AddSingleton(provider => new RunSignals(provider.GetRequiredService<NotificationListener>()));
        services.AddHostedService<RemoveExpiredKeys>();
    }

    /// <summary>
    /// After it is known who is calling and that they may: <c>Idempotency-Key</c> on every POST of <c>/v1</c> and <c>/api</c>.
    /// Whoever turns failures into answers has to stand inside it, so that it keeps the answer.
    /// </summary>
    public static void UseIdempotency(this WebApplication app) => app.UseMiddleware<IdempotencyMiddleware>();

    /// <summary>The id for something that this request makes: the same again when a run is repeated after a crash. A new one for a request without a key.</summary>
    /// <param name="context">The request.</param>
    /// <param name="number">Which of the things that the request makes, from 0 to 255.</param>
    public static Guid EffectId(this HttpContext context, byte number = 0) => IdOf(context.Features.Get<IdempotentRun>()?.Id, number);

    /// <summary>The id for a call of a model that this request makes: told by its key too, and another when a run is repeated after a crash.</summary>
    /// <param name="context">The request.</param>
    /// <param name="number">Which of the request's calls, from 0 to 255.</param>
    public static Guid CallId(this HttpContext context, byte number = 0) => IdOf(context.Features.Get<IdempotentRun>()?.CallId, number);

    private static Guid IdOf(Guid? run, byte number)
    {
        if (run is not { } known)
            return Guid.CreateVersion7();
        Span<byte> id = stackalloc byte[16];
        known.TryWriteBytes(id);
        id[^1] ^= number;
        return new Guid(id);
    }
}
