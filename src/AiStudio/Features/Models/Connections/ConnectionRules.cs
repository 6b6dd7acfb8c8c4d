using System.Buffers;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Http;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Models.Connections;

/// <summary>What a connection may be. The address is parsed once, here, and only the parsed one is used from then on.</summary>
internal sealed class ConnectionRules(OutboundGuard guard)
{
    private const int LongestName = 100;
    private const int LongestKey = 4_000;
    private const int LongestValue = 500;

    /// <summary>Headers that a connection may add. What says where a request goes, who sends it or how long it is, is not among them.</summary>
    public static readonly IReadOnlyList<string> HeaderNames =
    [
        "OpenAI-Organization", "OpenAI-Project", "OpenAI-Beta", "anthropic-version", "anthropic-beta", "HTTP-Referer", "X-Title",
        "x-goog-user-project", "x-ms-useragent", "X-Correlation-Id", "X-Tenant", "X-Team", "X-Environment",
    ];

    /// <summary>Query parameters that a connection may add.</summary>
    public static readonly IReadOnlyList<string> QueryNames = ["api-version", "api_version", "version", "region", "location", "project", "beta"];

    private static readonly SearchValues<char> s_printable = SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code)]);

    /// <summary>The address, or the first thing that is wrong.</summary>
    public Result<Uri> Check(ConnectionDraft draft)
    {
        if (draft.Name.Trim() is not { Length: > 0 and <= LongestName } name || name.Any(char.IsControl))
        {
            return Error.Invalid("connection_name", $"Give the connection a name of at most {LongestName} characters.");
        }

        if (draft.Kind is not (ProviderKind.OpenAi or ProviderKind.Anthropic))
        {
            return Error.Invalid("connection_kind", "Every organization has the local provider already; a connection speaks OpenAI's or Anthropic's protocol.");
        }

        if (draft.ApiKey.Trim().Length > 0 && CheckKey(draft.ApiKey) is { } badKey)
        {
            return badKey;
        }

        if ((CheckPairs("header", draft.Headers, HeaderNames) ?? CheckPairs("query parameter", draft.Query, QueryNames)) is { } badPair)
        {
            return badPair;
        }

        var address = guard.Parse(draft.BaseUrl);
        return address is { Succeeded: true, Value.Query.Length: > 0 }
            ? Error.Invalid("connection_address", "Leave the part from “?” on out of the address and add it as a query parameter.")
            : address;
    }

    public static Error? CheckKey(string apiKey) => IsPrintable(apiKey.Trim(), LongestKey)
        ? null
        : Error.Invalid("connection_key", "This is no API key: a key is one line of letters, digits and signs.");

    private static Error? CheckPairs(string what, IReadOnlyDictionary<string, string> pairs, IReadOnlyList<string> names)
    {
        if (pairs.Keys.Distinct(StringComparer.OrdinalIgnoreCase).Count() < pairs.Count)
        {
            return Error.Invalid("connection_extra", $"The same {what} is there twice.");
        }

        foreach (var (name, value) in pairs)
        {
            if (!names.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                return Error.Invalid("connection_extra", $"“{(IsPrintable(name, LongestName) ? name : "?")}” may not be added as a {what}. Allowed are {string.Join(", ", names)}.");
            }

            if (!IsPrintable(value, LongestValue))
            {
                return Error.Invalid("connection_extra", $"The value of {name} is one line of at most {LongestValue} plain characters.");
            }
        }

        return null;
    }

    private static bool IsPrintable(string text, int longest) => text.Length > 0 && text.Length <= longest && !text.AsSpan().ContainsAnyExcept(s_printable);
}
