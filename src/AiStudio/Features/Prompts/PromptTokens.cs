using System.Text;

namespace AiStudio.Features.Prompts;

/// <summary>About how many tokens a text is: a token of most texts is four bytes. Holds and bills have better figures; this one is for people who write.</summary>
internal static class PromptTokens
{
    public static int Of(string text) => (Encoding.UTF8.GetByteCount(text) + 3) / 4;
}
