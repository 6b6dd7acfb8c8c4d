using System.Text.Json;

namespace AiStudio.Api.Idempotency;

/// <summary>The head of an answer as it is kept: its status, and those of its headers that belong to the answer and not to one sending of it.</summary>
internal sealed record StoredAnswer(int Status, string Headers)
{
    public const string ReplayedHeader = "Idempotent-Replayed";

    /// <summary>Kept instead of an answer that is too long to keep: it must not be run again.</summary>
    public static readonly StoredAnswer TooLong = new(StatusCodes.Status409Conflict, """{"Content-Type":["application/json"]}""");

    public static readonly byte[] TooLongBody =
        """{"error":{"message":"This request has been answered, and the answer was too long to keep for another sending.","type":"invalid_request_error","param":null,"code":"answer_not_kept"}}"""u8.ToArray();

    /// <summary>Kept instead of an answer with a secret, which is told once and stored nowhere.</summary>
    public static readonly StoredAnswer Secret = new(StatusCodes.Status409Conflict, """{"Content-Type":["application/problem+json"]}""");

    public static readonly byte[] SecretBody =
        """{"title":"Conflict","status":409,"detail":"This request has been carried out. Its answer held a secret, which is told once: rotate it to get another one.","code":"secret_told_once"}"""u8.ToArray();

    private static readonly string[] s_kept = ["Content-Type", "Content-Disposition", "ETag", "Last-Modified", "Link", "Location", "Retry-After"];

    public static StoredAnswer Of(HttpResponse response) => new(response.StatusCode, JsonSerializer.Serialize(
        response.Headers.Where(header => IsKept(header.Key)).ToDictionary(header => header.Key, header => header.Value.ToArray())));

    public void Apply(HttpResponse response)
    {
        response.StatusCode = Status;
        foreach (var (name, values) in JsonSerializer.Deserialize<Dictionary<string, string?[]>>(Headers)!)
            response.Headers[name] = values;
        response.Headers[ReplayedHeader] = "true";
    }

    // What this site says about an answer begins with x-. The id and the limits are those of the request that asks.
    private static bool IsKept(string name) =>
        s_kept.Contains(name, StringComparer.OrdinalIgnoreCase)
        || (name.StartsWith("x-", StringComparison.OrdinalIgnoreCase)
            && !name.Equals("x-request-id", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("x-ratelimit-", StringComparison.OrdinalIgnoreCase)
            && !name.StartsWith("x-content-type-", StringComparison.OrdinalIgnoreCase));
}
