using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace AiStudio.Benchmarks.Documents;

/// <summary>A file and what must become of it, as the manifest says; hostile files must only end, and hurt nobody.</summary>
internal sealed record ExpectedDocument
{
    public const string Hostile = "any end";

    [JsonPropertyName("file")]
    public required string File { get; init; }

    [JsonPropertyName("expect")]
    public required string Expect { get; init; }

    [JsonPropertyName("must_contain")]
    public IReadOnlyList<string> MustContain { get; init; } = [];

    [JsonPropertyName("must_not_contain")]
    public IReadOnlyList<string> MustNotContain { get; init; } = [];

    /// <summary>The pages on which each of the strings may be found.</summary>
    [JsonPropertyName("pages")]
    public IReadOnlyList<IReadOnlyList<int>> Pages { get; init; } = [];

    [JsonPropertyName("unspaced")]
    public bool Unspaced { get; init; }

    public static IReadOnlyList<ExpectedDocument> In(string folder)
    {
        var listed = JsonSerializer.Deserialize<List<ExpectedDocument>>(System.IO.File.ReadAllText(Path.Combine(folder, "manifest.json")))!;
        var hostile = Path.Combine(folder, "hostile");
        IEnumerable<string> others = Directory.Exists(hostile) ? Directory.EnumerateFiles(hostile).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal) : [];
        var known = listed.Select(file => file.File).ToHashSet(StringComparer.Ordinal);
        return [.. listed, .. others.Select(name => $"hostile/{name}").Where(name => !known.Contains(name)).Select(name => new ExpectedDocument { File = name, Expect = Hostile })];
    }

    /// <summary>The name and bytes to upload; what is packed for the sake of the repository is unpacked.</summary>
    public async Task<(string Name, byte[] Content)> ReadAsync(string folder)
    {
        var content = await System.IO.File.ReadAllBytesAsync(Path.Combine(folder, File));
        var name = Path.GetFileName(File);
        if (!name.EndsWith(".gz", StringComparison.Ordinal))
        {
            return (name, content);
        }

        await using var unpacking = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await unpacking.CopyToAsync(unpacked);
        return (name[..^3], unpacked.ToArray());
    }
}
