namespace AiStudio.ProviderEmulator;

public sealed record EmulatorOptions
{
    /// <summary>Addresses to listen on, separated by semicolons; port 0 is any free port.</summary>
    public string Urls { get; init; } = "http://127.0.0.1:0";

    /// <summary>Milliseconds before the first byte of an answer that no script or directive paces.</summary>
    public int DelayMs { get; init; }

    /// <summary>Milliseconds between two tokens of such an answer.</summary>
    public int ChunkDelayMs { get; init; }

    /// <summary>Words of such an answer; 0 echoes the last user message once.</summary>
    public int Words { get; init; }

    /// <summary>Refuse a request without an API key, as the real providers do.</summary>
    public bool RequireKey { get; init; } = true;

    /// <summary>Keep each request's JSON in its bill row, for tests that look at what was sent.</summary>
    public bool KeepRequestBodies { get; init; }

    /// <summary>Rows the bill keeps; older ones leave the list but stay in the totals.</summary>
    public int BillCapacity { get; init; } = 200_000;

    /// <summary>From how many tokens on the beginning of a prompt is remembered, as the providers' prompt caches do; null remembers nothing.</summary>
    public int? PromptCacheFrom { get; init; }

    public int EmbeddingDimensions { get; init; } = 1536;

    public IReadOnlyList<string> Models { get; init; } = ["emulator-small", "emulator-large", "emulator-embedding"];

    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
