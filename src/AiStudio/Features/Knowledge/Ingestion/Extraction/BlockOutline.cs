namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>Blocks as the database and the extraction process keep them: five integers each.</summary>
internal static class BlockOutline
{
    private const int Width = 5;

    public static int[] Pack(IReadOnlyList<TextBlock> blocks)
    {
        var packed = new int[blocks.Count * Width];
        for (var i = 0; i < blocks.Count; i++)
        {
            var (kind, start, end, level, page) = blocks[i];
            int[] block = [(int)kind, start, end, level, page ?? 0];
            block.CopyTo(packed, i * Width);
        }

        return packed;
    }

    public static IReadOnlyList<TextBlock> Unpack(int[] packed) =>
        [.. packed.Chunk(Width).Select(block => new TextBlock((TextBlockKind)block[0], block[1], block[2], block[3], block[4] == 0 ? null : block[4]))];

    /// <summary>Whether the blocks can stand in a text of this length: what comes out of another process is checked.</summary>
    public static bool Fits(int[] packed, int length)
    {
        var at = 0;
        for (var i = 0; i + Width <= packed.Length; i += Width)
        {
            var (start, end) = (packed[i + 1], packed[i + 2]);
            if (packed[i] is < 0 or > (int)TextBlockKind.List || start < at || end < start || end > length || packed[i + 3] is < 0 or > 6 || packed[i + 4] < 0)
            {
                return false;
            }

            at = end;
        }

        return packed.Length % Width == 0;
    }
}
