using System.Buffers.Text;
using System.Text;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Contract;

/// <summary>Which page of a list is wanted. Cursors are opaque: what stands in them may change.</summary>
/// <param name="Limit">How many rows at most: 1 to 200, 50 when it is left out.</param>
/// <param name="Cursor">The <c>next</c> of the page before.</param>
internal sealed record PageQuery(int? Limit = null, string? Cursor = null)
{
    public const int MostRows = 200;
    private const int UsualRows = 50;

    // The key of a row may be empty, a cursor may not.
    private const char Mark = '~';

    public int Rows => Limit ?? UsualRows;

    /// <summary>What the last row of the page before is known by; null on the first page.</summary>
    public string? After => Cursor is null ? null : Decoded(Cursor);

    /// <summary>The same for lists that go by ids.</summary>
    public Guid? AfterId => Guid.TryParse(After, out var id) ? id : null;

    public Error? Problem =>
        Rows is < 1 or > MostRows ? Error.Invalid("limit_invalid", $"A page has 1 to {MostRows} rows.")
        : Cursor is not null && After is null ? Unreadable
        : null;

    public Error? ProblemById => Problem ?? (Cursor is not null && AfterId is null ? Unreadable : null);

    public static string Encoded(string key) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Mark + key));

    public static Error Unreadable => Error.Invalid("cursor_invalid", "This cursor is not one that a page of the list ended with.");

    private static string? Decoded(string cursor)
    {
        if (!Base64Url.IsValid(cursor))
            return null;
        var text = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
        return text.StartsWith(Mark) && !text.Contains('\0', StringComparison.Ordinal) ? text[1..] : null;
    }
}
