using System.Globalization;

namespace AiStudio.Features.Chat;

/// <summary>Where a citation opens its document: at the chunk, its page, and the quoted words by their place in the chunk; an approved answer among the others of its base.</summary>
internal static class CitedPlace
{
    /// <param name="citation">The citation.</param>
    /// <param name="passage">The passage, when it is still there for the reader.</param>
    public static string Address(Citation citation, string? passage)
    {
        if (citation.IsCurated)
            return $"/knowledge/{citation.DocumentId}/answers";
        var quoted = QuotedWords.Find(passage ?? "", citation.Quote);
        var page = citation.Page is { } number ? string.Create(CultureInfo.InvariantCulture, $"&page={number}") : "";
        var quote = citation.Verified == false ? "&quote=missing"
            : quoted.End.Value > quoted.Start.Value ? string.Create(CultureInfo.InvariantCulture, $"&quote={quoted.Start.Value}-{quoted.End.Value}")
            : "";
        return $"/knowledge/documents/{citation.DocumentId}?chunk={citation.ChunkId}{page}{quote}";
    }
}
