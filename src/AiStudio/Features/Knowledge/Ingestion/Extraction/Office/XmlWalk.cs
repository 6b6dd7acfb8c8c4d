using System.Xml;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction.Office;

internal static class XmlWalk
{
    private const int Deepest = 2_000;

    /// <summary>Reads on, and refuses what nests deeper than any document does.</summary>
    public static bool Next(this XmlReader reader, string mediaType)
    {
        var read = reader.Read();
        return reader.Depth <= Deepest ? read : throw RefusedDocumentException.Damaged(mediaType);
    }

    public static bool Starts(this XmlReader reader, string name) => reader.NodeType == XmlNodeType.Element && reader.LocalName == name;

    public static bool Ends(this XmlReader reader, string name) =>
        reader.LocalName == name && (reader.NodeType == XmlNodeType.EndElement || reader is { NodeType: XmlNodeType.Element, IsEmptyElement: true });

    /// <summary>An attribute whatever its prefix.</summary>
    public static string? Attribute(this XmlReader reader, string name)
    {
        for (var i = 0; i < reader.AttributeCount; i++)
        {
            reader.MoveToAttribute(i);
            if (reader.LocalName == name)
            {
                var value = reader.Value;
                reader.MoveToElement();
                return value;
            }
        }

        reader.MoveToElement();
        return null;
    }

    /// <summary>A switch of the format: present means on, unless it says otherwise.</summary>
    public static bool IsOn(this XmlReader reader) => reader.Attribute("val") is not ("0" or "false" or "off");
}
