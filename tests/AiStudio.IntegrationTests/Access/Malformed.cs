using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace AiStudio.IntegrationTests.Access;

/// <summary>Requests that are wrong in one way or several. Each begins with what the route would take; the seed decides what is then done to it.</summary>
internal sealed class Malformed(Random random, string token)
{
    private const string Hole = "@hole@";

    private static readonly string[] Texts =
    [
        "", " ", "null", "0", "-1", "1e999", "9223372036854775808", "true", "[]", "{}", "../../etc/passwd", "%00", "\u0000", "\uFEFF", "🙂🙂", "\u202Eabc", "' or 1=1 --", "${jndi:x}",
        "00000000-0000-0000-0000-000000000000", "018f0000-0000-7000-8000-000000000000", new('a', 5_000), "\r\nX-Evil: 1", "<script>", "a/b", "a\\b", "\u2028", "é\u0301",
    ];

    // As they stand in the body: some are JSON of the wrong kind, and some are no JSON.
    private static readonly string[] Values =
    [
        "null", "true", "0", "-1", "0.5", "1e400", "-1e400", "123456789012345678901234567890", "NaN", "-Infinity", "undefined", "'x'", "\"\"", "\"x\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"018f0000-0000-7000-8000-000000000000\"", "\"not-one-of-the-list\"", "[]", "{}", "[null]", "[[[[]]]]", "{\"a\":{\"b\":[{}]}}", "\"9999-99-99T99:99:99Z\"", "2147483648", "9223372036854775808",
        $"\"{new string('x', 200_000)}\"", $"[{string.Join(',', Enumerable.Repeat("1", 20_000))}]", new string('[', 10_000) + new string(']', 10_000), string.Concat(Enumerable.Repeat("{\"a\":", 10_000)) + "1" + new string('}', 10_000),
        "\"a", "{\"a\"", ",", "\u0001",
    ];

    private static readonly string[] Types =
        ["application/json; charset=utf-16", "application/json; charset=nonsense", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "text/plain", "x/y", "application/xml"];

    private static readonly string[] Headers =
        ["Accept", "Last-Event-ID", "Idempotency-Key", "x-request-id", "traceparent", "If-Match", "Range", "Accept-Language", "X-Forwarded-For", "X-Forwarded-Proto", "Prefer", "x-http-method-override", "TE"];

    public HttpRequestMessage Of(RouteProbe route)
    {
        // A server refuses a NUL in an address before anybody sees it.
        var thing = random.Next(3) == 0 ? Pick([.. Texts.Where(text => !text.Contains('\0', StringComparison.Ordinal))]) : Guid.CreateVersion7().ToString();
        var query = random.Next(2) == 0 ? "" : "?" + string.Join('&', Some(3, () => $"{Pick("cursor", "after", "limit", "archived", "search", "from", "to", "id", "page", "state")}={Uri.EscapeDataString(Pick(Texts))}"));
        var method = random.Next(20) == 0 ? Pick("GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "FROB") : route.Method;
        var request = new HttpRequestMessage(new HttpMethod(method), route.Path(thing) + query);
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
            request.Content = Content(route);
        foreach (var name in Some(2, () => Pick(Headers)))
            request.Headers.TryAddWithoutValidation(name, Pick([.. Texts.Where(text => text.All(c => c is >= ' ' and <= '~')), "application/json", "*/*;q=zz", "bytes=-1", "respond-async", "999999999999999999999"]));
        return request;
    }

    /// <summary>Bytes that are wrong as HTTP: lengths that lie, chunks that are none.</summary>
    public string Raw(RouteProbe route)
    {
        var body = route.Body?.ToJsonString() ?? "a=b";
        var (framing, sent) = random.Next(7) switch
        {
            0 => ($"Content-Length: {body.Length + 1_000}", body),
            1 => ($"Content-Length: {Math.Max(0, body.Length - 3)}", body),
            2 => ("Content-Length: -1", body),
            3 => ("Content-Length: 99999999999999999999", body),
            4 => ("Transfer-Encoding: chunked", "zz\r\n" + body + "\r\n0\r\n\r\n"),
            5 => ("Transfer-Encoding: chunked", "ffffffffffffffff\r\n" + body),
            _ => ($"Content-Length: {body.Length}\r\nTransfer-Encoding: chunked", "5\r\nab"),
        };
        return $"{route.Method} {route.Path(Guid.CreateVersion7().ToString())} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nConnection: close\r\n{framing}\r\n@credentials@\r\n{sent}";
    }

    private ByteArrayContent Content(RouteProbe route)
    {
        var json = route.Body is not null;
        var bytes = json ? Bytes(Json(route.Body!)) : Encoding.UTF8.GetBytes(Form());
        var content = new ByteArrayContent(bytes);
        var type = random.Next(12) == 0 ? Pick(Types) : json ? "application/json" : "application/x-www-form-urlencoded";
        if (random.Next(40) != 0 && MediaTypeHeaderValue.TryParse(type, out var parsed))
            content.Headers.ContentType = parsed;
        if (random.Next(30) == 0)
            content.Headers.ContentEncoding.Add(Pick("gzip", "br", "zz"));
        return content;
    }

    private string Json(JsonObject valid)
    {
        var body = valid.DeepClone();
        var holes = random.Next(1, 3);
        for (var i = 0; i < holes; i++)
            body = Damage(body);
        var text = body.ToJsonString();
        while (text.Contains($"\"{Hole}\"", StringComparison.Ordinal))
        {
            var at = text.IndexOf($"\"{Hole}\"", StringComparison.Ordinal);
            text = text[..at] + Pick(Values) + text[(at + Hole.Length + 2)..];
        }

        return random.Next(25) switch
        {
            0 => text[..random.Next(text.Length)],
            1 => text + Pick("}", "x", "\0", "{}"),
            // A name twice.
            2 => "{" + $"\"{valid.ElementAt(random.Next(valid.Count)).Key}\":{Pick(Values)}," + text[1..],
            3 => Pick(Values),
            _ => text,
        };
    }

    // One field, at any depth: gone, or in its place something that does not belong there.
    private JsonNode Damage(JsonNode body)
    {
        var places = Places(body).ToList();
        if (places.Count == 0)
            return JsonValue.Create(Hole);
        var (parent, name, index) = places[random.Next(places.Count)];
        switch (parent)
        {
            case JsonObject record when random.Next(5) == 0:
                record.Remove(name!);
                break;
            case JsonObject record:
                record[name!] = Hole;
                break;
            case JsonArray list:
                list[index] = Hole;
                break;
        }

        return body;
    }

    private static IEnumerable<(JsonNode Parent, string? Name, int Index)> Places(JsonNode? node)
    {
        if (node is JsonObject record)
        {
            foreach (var (name, value) in record)
            {
                yield return (record, name, 0);
                foreach (var place in Places(value))
                    yield return place;
            }
        }
        else if (node is JsonArray list)
        {
            for (var i = 0; i < list.Count; i++)
            {
                yield return (list, null, i);
                foreach (var place in Places(list[i]))
                    yield return place;
            }
        }
    }

    private byte[] Bytes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        switch (random.Next(20))
        {
            case 0 when bytes.Length > 0:
                bytes[random.Next(bytes.Length)] = Pick<byte>(0x00, 0x80, 0xC0, 0xED, 0xFE, 0xFF);
                return bytes;
            case 1:
                return Encoding.Unicode.GetBytes(text);
            case 2:
                return [0xEF, 0xBB, 0xBF, .. bytes];
            default:
                return bytes;
        }
    }

    private string Form()
    {
        string[] names = ["email", "name", "role", "password", "token", "id", "organization", "_handler", "file", "text", "title", "ReturnUrl"];
        var fields = Some(6, () => $"{Pick(names)}={Uri.EscapeDataString(Pick(Texts))}");
        if (random.Next(2) == 0)
            fields.Add($"__RequestVerificationToken={Uri.EscapeDataString(token)}");
        return string.Join('&', fields);
    }

    private List<T> Some<T>(int most, Func<T> make) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(_ => make())];

    private T Pick<T>(params T[] from) => from[random.Next(from.Length)];
}
