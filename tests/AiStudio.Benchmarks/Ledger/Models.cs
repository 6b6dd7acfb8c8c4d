namespace AiStudio.Benchmarks.Ledger;

/// <summary>Two pinned models of the price catalogue, one in each protocol; the emulator answers for both.</summary>
internal static class Models
{
    public const string OpenAi = "gpt-4.1-mini-2025-04-14";
    public const string Anthropic = "claude-sonnet-4-5-20250929";
}
