using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Features.Chat.FollowUps;

/// <summary>Makes a question that leans on the one before it findable without a model: it gets the words it leaves out.</summary>
internal static class FollowUpExpansion
{
    // Fewer words that say something than this name no subject.
    private const int Enough = 3;
    private const int LooksBack = 3;
    private const int MostCarried = 12;

    private static readonly HashSet<string> s_pointing =
    [
        "it", "its", "they", "them", "their", "theirs", "this", "that", "these", "those", "he", "him", "his", "she", "her", "hers", "ones", "same", "else",
        "er", "sie", "ihn", "ihm", "ihr", "ihre", "dies", "diese", "dieser", "dieses", "dort", "dazu", "davon", "damit", "il", "elle", "ils", "elles", "cela", "ça", "ello", "ella",
    ];

    /// <summary>The question with words of those before it, the newest first; itself when it stands on its own.</summary>
    public static string Expand(string question, IEnumerable<string> before)
    {
        var asked = Question.Of(question);
        if (asked.Content.Count >= Enough && !asked.Words.Any(word => s_pointing.Contains(word.Text)))
        {
            return question;
        }

        var carried = new List<string>();
        var known = asked.Content.Select(word => word.Stem).ToHashSet();
        foreach (var earlier in before.Take(LooksBack).Select(Question.Of))
        {
            carried.AddRange(earlier.Words.Where(word => !word.IsStop && known.Add(word.Stem)).Select(word => earlier.Text[word.Start..word.End]));
            if (earlier.Content.Count >= Enough)
            {
                break;
            }
        }

        return carried.Count == 0 ? question : $"{question.TrimEnd()} {string.Join(' ', carried.Take(MostCarried))}";
    }
}
