using System.Buffers;
using System.Globalization;
using System.Text;

namespace AiStudio.ProviderEmulator.Wire;

/// <summary>Bytes of a reply, built by hand: the exact form on the wire is what the emulator is for.</summary>
internal sealed class WireBuffer
{
    private readonly ArrayBufferWriter<byte> bytes = new(1024);

    public ReadOnlyMemory<byte> Written => bytes.WrittenMemory;

    public void Clear() => bytes.ResetWrittenCount();

    public WireBuffer Add(ReadOnlySpan<byte> utf8)
    {
        bytes.Write(utf8);
        return this;
    }

    public WireBuffer Add(string text)
    {
        Encoding.UTF8.GetBytes(text, bytes);
        return this;
    }

    public WireBuffer Number(long value)
    {
        var span = bytes.GetSpan(20);
        value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture);
        bytes.Advance(written);
        return this;
    }

    /// <summary>
    /// A JSON string. Unlike the framework's writer it keeps half a surrogate pair, as an escape,
    /// because providers do send those.
    /// </summary>
    public WireBuffer Quoted(string text)
    {
        Add("\""u8);
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var plain = PlainLength(rest);
            Encoding.UTF8.GetBytes(rest[..plain], bytes);
            if (plain < rest.Length)
                Escape(rest[plain++]);
            rest = rest[plain..];
        }

        return Add("\""u8);
    }

    private static int PlainLength(ReadOnlySpan<char> text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var character = text[i];
            if (character is < ' ' or '"' or '\\')
                return i;
            if (!char.IsSurrogate(character))
                continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(character, text[i + 1]))
                return i;
            i++;
        }

        return text.Length;
    }

    private void Escape(char character)
    {
        switch (character)
        {
            case '"': Add("\\\""u8); break;
            case '\\': Add("\\\\"u8); break;
            case '\n': Add("\\n"u8); break;
            case '\r': Add("\\r"u8); break;
            case '\t': Add("\\t"u8); break;
            default: Add($"\\u{(int)character:x4}"); break;
        }
    }
}
