namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Narrows a search to some documents. What is null does not narrow.</summary>
/// <param name="DocumentIds">Only these.</param>
/// <param name="Tags">Only those with one of these tags.</param>
/// <param name="ChangedAfter">Only those added or replaced from then on.</param>
/// <param name="ChangedBefore">Only those added or replaced before then.</param>
internal sealed record SearchFilter(
    IReadOnlyList<Guid>? DocumentIds = null, IReadOnlyList<string>? Tags = null, DateTimeOffset? ChangedAfter = null, DateTimeOffset? ChangedBefore = null)
{
    /// <summary>A condition on <c>document d</c> for parameters numbered from <paramref name="first"/>; empty when nothing narrows.</summary>
    public string Sql(int first) => string.Concat(
        DocumentIds is null ? "" : $" and d.id = any({{{first}}}::uuid[])",
        Tags is null ? "" : $" and d.tags && {{{first + 1}}}::text[]",
        ChangedAfter is null ? "" : $" and d.updated_at >= {{{first + 2}}}::timestamptz",
        ChangedBefore is null ? "" : $" and d.updated_at < {{{first + 3}}}::timestamptz");

    public object[] Parameters =>
        [Value(DocumentIds?.ToArray()), Value(Tags?.ToArray()), Value(ChangedAfter?.ToUniversalTime()), Value(ChangedBefore?.ToUniversalTime())];

    private static object Value(object? value) => value ?? DBNull.Value;
}
