using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models.Connections;

/// <summary>What stands in the form of a connection while somebody types.</summary>
public sealed class ConnectionFields
{
    public string Name { get; set; } = "";

    public ProviderKind Kind { get; set; } = ProviderKind.OpenAi;

    public string BaseUrl { get; set; } = "";

    public string ApiKey { get; set; } = "";

    public KeyHeader KeyHeader { get; set; }

    public List<Pair> Headers { get; } = [];

    public List<Pair> Query { get; } = [];

    public static ConnectionFields Of(ConnectionView connection)
    {
        var fields = new ConnectionFields { Name = connection.Name, Kind = connection.Kind, BaseUrl = connection.BaseUrl ?? "", KeyHeader = connection.KeyHeader };
        fields.Headers.AddRange(connection.Headers.Select(pair => new Pair { Name = pair.Key, Value = pair.Value }));
        fields.Query.AddRange(connection.Query.Select(pair => new Pair { Name = pair.Key, Value = pair.Value }));
        return fields;
    }

    internal void Start(ConnectionPreset preset)
    {
        (Kind, BaseUrl, KeyHeader) = (preset.Kind, preset.BaseUrl, preset.KeyHeader);
        if (Name.Length == 0 || ConnectionPreset.All.Any(other => other.Name == Name))
        {
            Name = preset.Name;
        }

        Headers.Clear();
        Query.Clear();
        Query.AddRange(preset.Query.Select(pair => new Pair { Name = pair.Key, Value = pair.Value }));
    }

    /// <summary>Whether scheme, host or port are others than those of <paramref name="saved"/>: its key does not go there.</summary>
    public bool PointsElsewhere(ConnectionView saved) =>
        saved.BaseUrl is { } before && Uri.TryCreate(BaseUrl.Trim(), UriKind.Absolute, out var uri) && Uri.TryCreate(before, UriKind.Absolute, out var old)
        && (uri.Scheme, uri.IdnHost, uri.Port) != (old.Scheme, old.IdnHost, old.Port);

    public ConnectionDraft ToDraft() => new()
    {
        Name = Name,
        Kind = Kind,
        BaseUrl = BaseUrl,
        ApiKey = ApiKey,
        KeyHeader = KeyHeader,
        Headers = Filled(Headers),
        Query = Filled(Query),
    };

    // The first of two that have one name; the rules say what may be there.
    private static Dictionary<string, string> Filled(IEnumerable<Pair> pairs) =>
        pairs.Where(pair => pair.Name.Length > 0).GroupBy(pair => pair.Name, StringComparer.OrdinalIgnoreCase).ToDictionary(same => same.Key, same => same.First().Value);

    public sealed class Pair
    {
        public string Name { get; set; } = "";

        public string Value { get; set; } = "";
    }
}
