namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Narrows a search to some documents. What is null does not narrow.</summary>
/// <param name="DocumentIds">Only these.</param>
/// <param name="Tags">Only those with one of these tags.</param>
/// <param name="ChangedAfter">Only those added or replaced from then on.</param>
/// <param name="ChangedBefore">Only those added or replaced before then.</param>
internal sealed record SearchFilter(
    IReadOnlyList<Guid>? DocumentIds = null, IReadOnlyList<string>? Tags = null, DateTimeOffset? ChangedAfter = null, DateTimeOffset? ChangedBefore = null)
{
    // When what is searched came in. The document's own time moves with every state it is in.
    private const string SearchedSince = "(select v.created_at from document_version v where v.org_id = d.org_id and v.id = d.current_version_id)";

    /// <summary>A condition on <c>document d</c> for parameters numbered from <paramref name="first"/>; empty when nothing narrows.</summary>
    public string Sql(int first) => string.Concat(
        DocumentIds is null ? "" : $" and d.id = any({{{first}}}::uuid[])",
        Tags is null ? "" : $" and d.tags && {{{first + 1}}}::text[]",
        ChangedAfter is null ? "" : $" and {SearchedSince} >= {{{first + 2}}}::timestamptz",
        ChangedBefore is null ? "" : $" and {SearchedSince} < {{{first + 3}}}::timestamptz");

    public object[] Parameters =>
        [Value(DocumentIds?.ToArray()), Value(Tags?.ToArray()), Value(ChangedAfter?.ToUniversalTime()), Value(ChangedBefore?.ToUniversalTime())];

    private static object Value(object? value) => value ?? DBNull.Value;
}
