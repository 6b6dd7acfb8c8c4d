using AiStudio.ProviderEmulator.Requests;

namespace AiStudio.ProviderEmulator.Billing;

/// <summary>One request on the bill. Tokens are what is charged for.</summary>
public sealed record BillRow
{
    public required long Sequence { get; init; }

    public required Operation Operation { get; init; }

    public required string Model { get; init; }

    public required bool Stream { get; init; }

    /// <summary>As told to the client in <c>x-request-id</c>.</summary>
    public required string RequestId { get; init; }

    public string? Correlation { get; init; }

    public string? User { get; init; }

    public string? KeyEnding { get; init; }

    public required Ending Ending { get; init; }

    public required int Status { get; init; }

    /// <summary>All input, the cached parts included.</summary>
    public required int InputTokens { get; init; }

    public required int CachedInputTokens { get; init; }

    public required int CacheWriteTokens { get; init; }

    /// <summary>What was generated before the end, reasoning included: this is charged.</summary>
    public required int OutputTokens { get; init; }

    public required int ReasoningTokens { get; init; }

    /// <summary>How many of the output tokens reached the socket.</summary>
    public required int TokensWritten { get; init; }

    /// <summary>What a complete answer would have had.</summary>
    public required int TokensPlanned { get; init; }

    public required long BytesWritten { get; init; }

    public required int Writes { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public string? RequestBody { get; init; }
}
