namespace AiStudio.Gateway.Upstream.Wire;

/// <summary>Half a pair D800–DFFF travels as U+10D800–U+10DFFF, private characters that no text means anything by.</summary>
internal static class SurrogateShelter
{
    private const int Plane = 0x100000;

    public static int High(int half) => 0xD800 + ((Plane + half - 0x10000) >> 10);

    public static int Low(int half) => 0xDC00 + ((Plane + half - 0x10000) & 0x3FF);

    /// <summary>The half that <paramref name="high"/> and <paramref name="low"/> shelter, if they do.</summary>
    public static char? HalfOf(char high, char low) =>
        char.ConvertToUtf32(high, low) - Plane is >= 0xD800 and <= 0xDFFF and var half ? (char)half : null;
}
