using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.ResponseCache;

/// <summary>Gives a kept answer as a model would: whole, or as a stream of a few words at a time.</summary>
internal static class Replay
{
    private const int Piece = 32;
    private const int LongestPiece = 64;

    public static ChatResponse Whole(CachedAnswer answer) => new(new ChatMessage(ChatRole.Assistant, answer.Text))
    {
        ModelId = answer.ModelId,
        FinishReason = ChatFinishReason.Stop,
    };

    public static IEnumerable<ChatResponseUpdate> Stream(CachedAnswer answer)
    {
        foreach (var piece in Pieces(answer.Text))
            yield return new ChatResponseUpdate(ChatRole.Assistant, piece) { ModelId = answer.ModelId };
        yield return new ChatResponseUpdate(ChatRole.Assistant, []) { ModelId = answer.ModelId, FinishReason = ChatFinishReason.Stop };
    }

    internal static IEnumerable<string> Pieces(string text)
    {
        for (var from = 0; from < text.Length;)
        {
            var to = EndOfPiece(text, from);
            yield return text[from..to];
            from = to;
        }
    }

    // After a word where there is one; never inside a pair of surrogates.
    private static int EndOfPiece(string text, int from)
    {
        var limit = Math.Min(text.Length, from + LongestPiece);
        for (var to = Math.Min(text.Length, from + Piece); to < limit; to++)
        {
            if (char.IsWhiteSpace(text[to - 1]) && !char.IsWhiteSpace(text[to]))
                return to;
        }

        return limit < text.Length && char.IsLowSurrogate(text[limit]) ? limit + 1 : limit;
    }
}
