using System.Text.Json.Serialization;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Narrows a search to some documents. What is null does not narrow.</summary>
/// <param name="DocumentIds">Only these.</param>
/// <param name="Tags">Only those with one of these tags.</param>
/// <param name="ChangedAfter">Only those added or replaced from then on.</param>
/// <param name="ChangedBefore">Only those added or replaced before then.</param>
/// <param name="AlsoTags">Of those, only the ones with one of these tags too: what an assistant reads is narrowed once more, never widened.</param>
internal sealed record SearchFilter(
    IReadOnlyList<Guid>? DocumentIds = null, IReadOnlyList<string>? Tags = null, DateTimeOffset? ChangedAfter = null, DateTimeOffset? ChangedBefore = null,
    IReadOnlyList<string>? AlsoTags = null)
{
    // When what is searched came in. The document's own time moves with every state it is in.
    private const string SearchedSince = "(select v.created_at from document_version v where v.org_id = d.org_id and v.id = d.current_version_id)";

    /// <summary>A condition on <c>document d</c> for parameters numbered from <paramref name="first"/>; empty when nothing narrows.</summary>
    public string Sql(int first) => string.Concat(
        DocumentIds is null ? "" : $" and d.id = any({{{first}}}::uuid[])",
        Tags is null ? "" : $" and d.tags && {{{first + 1}}}::text[]",
        ChangedAfter is null ? "" : $" and {SearchedSince} >= {{{first + 2}}}::timestamptz",
        ChangedBefore is null ? "" : $" and {SearchedSince} < {{{first + 3}}}::timestamptz",
        AlsoTags is null ? "" : $" and d.tags && {{{first + 4}}}::text[]");

    /// <summary>Whether anything is left out.</summary>
    [JsonIgnore]
    public bool Narrows => Sql(0).Length > 0;

    /// <summary>Whether only documents with certain tags are meant.</summary>
    [JsonIgnore]
    public bool NamesTags => Tags is not null || AlsoTags is not null;

    [JsonIgnore]
    public object[] Parameters =>
        [Value(DocumentIds?.ToArray()), Value(Tags?.ToArray()), Value(ChangedAfter?.ToUniversalTime()), Value(ChangedBefore?.ToUniversalTime()), Value(AlsoTags?.ToArray())];

    private static object Value(object? value) => value ?? DBNull.Value;
}
