using System.IO.Compression;
using System.Xml;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Office;

/// <summary>
/// A zip of XML parts, read with a budget. Parts are asked for by names of our own making and nothing is ever unpacked to a disk, so what else is in
/// the archive, and how it is called, does not matter.
/// </summary>
internal sealed class OfficePackage : IDisposable
{
    public const int MostEntries = 10_000;

    private const long LargestPackage = 200_000_000;

    private static readonly XmlReaderSettings s_settings = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
        MaxCharactersInDocument = LargestPackage,
        CheckCharacters = false,
    };

    private readonly ZipArchive _zip;
    private readonly string _mediaType;
    private long _left = LargestPackage;

    public OfficePackage(byte[] content, string mediaType)
    {
        _mediaType = mediaType;
        _zip = new ZipArchive(new MemoryStream(content, writable: false), ZipArchiveMode.Read);
        if (_zip.Entries.Count > MostEntries || _zip.Entries.Sum(entry => entry.Length) > LargestPackage)
        {
            throw TooLarge;
        }
    }

    private RefusedDocumentException TooLarge =>
        new($"This {DocumentKind.NameOf(_mediaType)} file unpacks to more than 200 MB, which no document of this size needs. Save it again without its pictures, then add it.");

    public IEnumerable<string> Names => _zip.Entries.Select(entry => entry.FullName);

    /// <summary>The part's elements, or null when there is no such part. The size in the archive's directory is not believed: what is read is counted.</summary>
    public XmlReader? Open(string name) =>
        _zip.GetEntry(name) is { } entry ? XmlReader.Create(new CountedStream(entry.Open(), this), s_settings) : null;

    /// <summary>The parts that a part points at, by relationship id.</summary>
    public Dictionary<string, string> Relationships(string name)
    {
        var slash = name.LastIndexOf('/');
        var folder = name[..(slash + 1)];
        var targets = new Dictionary<string, string>(StringComparer.Ordinal);
        using var reader = Open($"{folder}_rels/{name[(slash + 1)..]}.rels");
        while (reader?.Read() == true)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && reader.GetAttribute("TargetMode") != "External"
                && (reader.GetAttribute("Id"), reader.GetAttribute("Target")) is ({ } id, { } target))
            {
                targets[id] = target.StartsWith('/') ? target[1..] : Path.GetFullPath("/" + folder + target)[1..];
            }
        }

        return targets;
    }

    public void Dispose() => _zip.Dispose();

    private sealed class CountedStream(Stream inner, OfficePackage package) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Count(inner.Read(buffer, offset, count));

        public override int Read(Span<byte> buffer) => Count(inner.Read(buffer));

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                inner.Dispose();
            }

            base.Dispose(disposing);
        }

        private int Count(int read) => (package._left -= read) >= 0 ? read : throw package.TooLarge;
    }
}
