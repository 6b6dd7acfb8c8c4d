using System.Diagnostics;

namespace AiStudio.Platform.Http;

/// <summary>What a request is called: by its client, in one plain word of at most 128 characters, or after the W3C trace that its calls are recorded with.</summary>
internal static class RequestId
{
    public const string Header = "x-request-id";

    private const string Ours = "req_";
    private const int Longest = 128;
    private const int TraceLength = 32;
    private const int SpanLength = 16;

    /// <summary>The client's own; null when it sent none, or none that can become a header and a line of the log.</summary>
    public static string? OwnOf(HttpRequest request) => request.Headers[Header] is [{ } own] && IsPlain(own) ? own : null;

    /// <summary>In a trace that the client began there may be more requests: the span tells them apart.</summary>
    public static string New() => Activity.Current switch
    {
        { IdFormat: ActivityIdFormat.W3C, ParentId: null } begun => $"{Ours}{begun.TraceId}",
        { IdFormat: ActivityIdFormat.W3C } joined => $"{Ours}{joined.TraceId}{joined.SpanId}",
        _ => $"{Ours}{Guid.CreateVersion7():n}",
    };

    /// <summary>The W3C trace that one of <see cref="New"/> names, in lower case; null for anything else.</summary>
    public static string? TraceOf(string id) =>
        id.StartsWith(Ours, StringComparison.Ordinal) && (id.Length - Ours.Length) is TraceLength or TraceLength + SpanLength && id.Skip(Ours.Length).All(char.IsAsciiHexDigit)
            ? id.Substring(Ours.Length, TraceLength).ToLowerInvariant()
            : null;

    /// <summary>Whether a client can have called a request so.</summary>
    public static bool IsPlain(string text) => text.Length is > 0 and <= Longest && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':');
}
