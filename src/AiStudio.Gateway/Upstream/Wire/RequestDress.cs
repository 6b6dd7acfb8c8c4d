namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>Gives a request what the connection asks for: the key in its header, and the connection's own headers and query.</summary>
public static class RequestDress
{
    private static readonly string[] s_keyHeaders = [.. Enum.GetValues<KeyHeader>().Select(NameOf)];

    /// <summary>Dresses <paramref name="request"/>; a key that an SDK has put there is replaced.</summary>
    public static void Apply(HttpRequestMessage request, ProviderConnection connection)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(connection);
        var headers = request.Headers;
        // SDKs always send a key, also a made-up one, and each in the header it thinks right.
        foreach (var header in s_keyHeaders)
            headers.Remove(header);
        if (connection.ApiKey.Reveal() is { Length: > 0 } key)
            headers.Add(NameOf(connection.KeyHeader), connection.KeyHeader == KeyHeader.Authorization ? $"Bearer {key}" : key);
        foreach (var (name, value) in connection.Headers)
        {
            headers.Remove(name);
            headers.Add(name, value);
        }

        if (connection.Query.Count > 0 && request.RequestUri is { } uri)
            request.RequestUri = new UriBuilder(uri) { Query = Joined(uri.Query, connection.Query) }.Uri;
    }

    private static string Joined(string query, IReadOnlyDictionary<string, string> more) => string.Join(
        '&', more.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value)}").Prepend(query.TrimStart('?')).Where(part => part.Length > 0));

    private static string NameOf(KeyHeader header) => header switch
    {
        KeyHeader.ApiKey => "api-key",
        KeyHeader.XApiKey => "x-api-key",
        _ => "Authorization",
    };
}
