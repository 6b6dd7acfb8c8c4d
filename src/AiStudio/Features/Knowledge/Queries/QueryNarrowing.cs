using System.Globalization;
using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;

namespace AiStudio.Features.Knowledge.Queries;

/// <summary>What a question of the log was narrowed to.</summary>
internal static class QueryNarrowing
{
    public static SearchFilter Of(QueryRow query) => query.Filter is null ? new SearchFilter() : JsonSerializer.Deserialize<SearchFilter>(query.Filter, RetrievalJson.Options)!;

    /// <summary>For a person, such as “with the tag policy or 2026, from 23 Oct 2026 on”; empty when all documents were searched.</summary>
    public static string Describe(SearchFilter filter) => string.Join(", ", new[]
    {
        filter.DocumentIds is { } documents ? $"{documents.Count} by name" : "",
        filter.Tags is { } tags ? $"with the tag {string.Join(" or ", tags)}" : "",
        filter.AlsoTags is { } also ? $"{(filter.Tags is null ? "with" : "and with")} the tag {string.Join(" or ", also)}" : "",
        filter.ChangedAfter is { } after ? $"from {Day(after)} on" : "",
        filter.ChangedBefore is { } before ? $"before {Day(before)}" : "",
    }.Where(part => part.Length > 0));

    private static string Day(DateTimeOffset at) => at.UtcDateTime.ToString("d MMM yyyy", CultureInfo.InvariantCulture);
}
