namespace AiStudio.Api.OpenAi;

/// <summary>The id that client, log and trace share: the client's own when it is one word of reasonable length, else a new one.</summary>
internal static class RequestId
{
    public const string Header = "x-request-id";
    private const int Longest = 128;

    public static string Of(HttpRequest request) =>
        request.Headers[Header] is [{ Length: > 0 and <= Longest } own] && own.All(IsPlain) ? own : $"req_{Guid.CreateVersion7():n}";

    // What becomes a header and a line of the log.
    private static bool IsPlain(char c) => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':';
}
