namespace AiStudio.Features.Spend.Invoices;

/// <summary>Which columns of a provider's export mean what. Remembered by provider.</summary>
/// <param name="Day">A day, a time, or seconds since 1970.</param>
/// <param name="Model">The pinned model's id.</param>
/// <param name="Input">Input tokens.</param>
/// <param name="Cached">Input tokens read from the provider's cache; empty: the export has none.</param>
/// <param name="Written">Input tokens written to the provider's cache; empty: the export has none.</param>
/// <param name="Output">Output tokens.</param>
/// <param name="Cost">Dollars; empty: the export has none.</param>
/// <param name="InputIncludesCached">Whether the input has the other two in it.</param>
public sealed record InvoiceMapping(string Day, string Model, string Input, string Cached, string Written, string Output, string Cost, bool InputIncludesCached)
{
    private static readonly string[] s_day = ["date", "day", "usage_date", "usage_date_utc", "start_time_iso", "start_time", "timestamp"];
    private static readonly string[] s_model = ["model", "model_id", "model_version", "snapshot", "snapshot_id"];
    private static readonly string[] s_input = ["input_tokens", "uncached_input_tokens", "usage_input_tokens_no_cache", "prompt_tokens", "n_context_tokens_total"];
    private static readonly string[] s_cached = ["cached_input_tokens", "input_cached_tokens", "cache_read_input_tokens", "usage_input_tokens_cache_read", "cache_read_tokens"];
    private static readonly string[] s_written = ["cache_creation_input_tokens", "usage_input_tokens_cache_write", "cache_write_tokens", "cache_creation_tokens"];
    private static readonly string[] s_output = ["output_tokens", "usage_output_tokens", "completion_tokens", "n_generated_tokens_total"];
    private static readonly string[] s_cost = ["cost", "cost_usd", "amount", "amount_value", "total_cost", "cost_in_major"];

    /// <summary>By the names that known exports use.</summary>
    public static InvoiceMapping Guess(IReadOnlyList<string> columns)
    {
        var (input, cached) = (Find(s_input), Find(s_cached));
        return new InvoiceMapping(Find(s_day), Find(s_model), input, cached, Find(s_written), Find(s_output), Find(s_cost),
            // OpenAI's input has what was cached in it, Anthropic's has not.
            InputIncludesCached: cached.Length > 0 && !input.Contains("cache", StringComparison.OrdinalIgnoreCase) && !cached.Contains("read", StringComparison.OrdinalIgnoreCase));

        string Find(string[] names) => columns.FirstOrDefault(column => names.Contains(column.ToLowerInvariant())) ?? "";
    }

    /// <summary>Whether every column it names is there.</summary>
    public bool Fits(IReadOnlyList<string> columns) =>
        new[] { Day, Model, Input, Cached, Written, Output, Cost }.All(column => column.Length == 0 || columns.Contains(column));
}
