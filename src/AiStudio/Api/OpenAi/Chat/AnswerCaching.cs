using System.Globalization;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>
/// Whether the same messages may get the same answer again. A program asks for it in each request, as with LiteLLM: <c>"cache": {"ttl": 600}</c>,
/// with <c>"no-cache": true</c> for a new answer that takes the stored one's place, or <c>"no-store": true</c> for neither; <c>x-aistudio-cache: 600</c> does for
/// clients that can send nothing but headers. Without a word the assistant's setting holds, and a bare model is always asked.
/// </summary>
/// <param name="KeepFor">How long the answer is kept; zero for never, null when nothing was said.</param>
/// <param name="Fresh">Whether a stored answer is passed over.</param>
internal sealed record AnswerCaching(TimeSpan? KeepFor, bool Fresh)
{
    public const string Header = CallHeaders.Cache;

    public static readonly AnswerCaching Unsaid = new(null, false);
    private static readonly AnswerCaching s_never = new(TimeSpan.Zero, false);
    private static readonly TimeSpan s_usual = TimeSpan.FromHours(1);
    private const int LongestSeconds = 30 * 86_400;

    public static AnswerCaching Read(RequestObject body)
    {
        if (body.Object("cache") is not { } cache)
            return Unsaid;
        if (cache.Flag("no-store") == true)
            return s_never;
        var seconds = cache.Integer("ttl", 1, LongestSeconds);
        return new(seconds is { } ttl ? TimeSpan.FromSeconds(ttl) : s_usual, cache.Flag("no-cache") == true);
    }

    /// <summary>What the header says where the body says nothing.</summary>
    public AnswerCaching Or(IHeaderDictionary headers)
    {
        if (KeepFor is not null || headers[Header] is not [{ } text])
            return this;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= LongestSeconds
            ? new(TimeSpan.FromSeconds(seconds), false)
            : throw RequestObject.Refused(OpenAiErrors.WrongValue(Header, $"0 to {LongestSeconds} seconds"));
    }

    /// <summary>What an assistant lets be kept, where the program says nothing.</summary>
    public AnswerCaching Or(TimeSpan? keepFor) => KeepFor is null ? this with { KeepFor = keepFor } : this;

    /// <summary>The gateway adds the key and the organization: nobody else gets the answer. What is private is among the messages, which are compared.</summary>
    public CachePolicy? PolicyFor(ApiKeyGrant grant) => KeepFor is { } keepFor && keepFor > TimeSpan.Zero
        ? new CachePolicy { Scope = new(grant.Creator.Role.ToName(), [], grant.Creator.UserId), Ttl = keepFor, Fresh = Fresh }
        : null;
}
