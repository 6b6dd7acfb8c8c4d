using System.Buffers;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>Makes half-written Markdown look calm: what is still only punctuation waits, what is half emphasised is emphasised.</summary>
internal static class TailText
{
    private const int LongestMarker = 12;
    private static readonly SearchValues<char> Marks = SearchValues.Create("-=#*+>~`|:_ \t");

    public static string Settle(string tail)
    {
        var lineStart = tail.LastIndexOf('\n') + 1;
        var line = tail.AsSpan(lineStart);
        if (line.Length is 0 or > 4096 || IsInFence(tail))
            return tail;
        if (line.Length <= LongestMarker && !line.ContainsAnyExcept(Marks))
            return tail[..lineStart];
        return tail + Closing(line);
    }

    private static string Closing(ReadOnlySpan<char> line)
    {
        if (line.Count('`') % 2 == 1)
            return line[^1] == '`' ? "" : "`";
        if (line.Count("**") % 2 == 0)
            return "";
        return line.EndsWith("**") || line[^1] is ' ' or '*' ? "" : "**";
    }

    private static bool IsInFence(string tail) => tail.Contains("```", StringComparison.Ordinal) || tail.Contains("~~~", StringComparison.Ordinal);
}
