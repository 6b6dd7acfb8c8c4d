using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>
/// Whether an answer is none: filtered by the provider, or in its first sentence the assistant says that it does not know or will not. By fixed words, so that
/// the same answer always counts the same; it need not be right each time, only equally wrong in every arm.
/// </summary>
internal static partial class RefusalCheck
{
    // What an assistant adds after saying that it does not know belongs to the refusal; a doubt in the middle of an answer does not.
    private const int Opening = 240;

    /// <param name="reason">How the model ended; null when it did not say.</param>
    /// <param name="text">The answer.</param>
    public static bool IsRefusal(ChatFinishReason? reason, string text) =>
        reason == ChatFinishReason.ContentFilter || Words().IsMatch(FirstSentence(text).Replace('’', '\''));

    private static string FirstSentence(string text)
    {
        var opening = text.AsSpan().TrimStart();
        opening = opening[..Math.Min(opening.Length, Opening)];
        // A full stop ends a sentence only where a space follows: 2.5 and example.com go on.
        for (var at = 0; at < opening.Length; at++)
        {
            if (opening[at] == '\n' || (opening[at] is '.' or '!' or '?' && at + 1 < opening.Length && char.IsWhiteSpace(opening[at + 1])))
                return opening[..at].ToString();
        }

        return opening.ToString();
    }

    [GeneratedRegex("""
        \b(?:I(?:'m|\ am)\ (?:unable|not\ able|not\ allowed)
        | I\ (?:can(?:'t|not|\ not)|could(?:n't|\ not)|do(?:n't|\ not)|am\ not\ able\ to|won't|will\ not)\ (?:\w+\ )?(?:help|assist|answer|comply|provide|know|find|have\ (?:any\ |enough\ |that\ )?information|tell|do\ that)
        | (?:no|none\ of\ the)\ (?:passages?|documents?|sources?)\b.{0,60}\b(?:answers?|says?|mentions?|contains?|covers?|found)
        | the\ (?:passages?|documents?|sources?)\ (?:do(?:es)?\ not|do(?:es)?n't)\ (?:say|answer|mention|contain|cover|state)
        | (?:ich\ (?:kann|darf|möchte)|(?:kann|darf|möchte)\ ich)\ (?:(?:Ihnen|dir|das|dazu|diese\ Frage|dabei|hier|leider)\ )*nicht
        | (?:das\ )?weiß\ ich\ (?:leider\ )?nicht
        | kein(?:e[rs]?)?\ (?:der\ )?(?:Passagen?|Textstellen?|Dokumente?|Quellen?)\b)
        """, RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Words();
}
