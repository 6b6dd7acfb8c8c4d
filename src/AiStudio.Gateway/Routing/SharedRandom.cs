namespace AiStudio.Gateway.Routing;

/// <summary>The source of chance for all calls. Thread-safe, which a seeded <see cref="Random"/> is not.</summary>
internal sealed class SharedRandom(Random random)
{
    private readonly Lock _gate = new();

    /// <summary>From 0 to below 1.</summary>
    public double NextFraction()
    {
        lock (_gate)
            return random.NextDouble();
    }
}
