using System.Text;

namespace AiStudio.Features.Chat;

/// <summary>A conversation's first name: the first words of its question.</summary>
internal static class ConversationTitle
{
    private const int Longest = 60;

    public static string From(string question)
    {
        var title = new StringBuilder(Longest);
        foreach (var word in question.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var plain = Plain(word);
            if (plain.Length == 0)
                continue;
            if (title.Length + plain.Length + 1 > Longest)
            {
                if (title.Length == 0)
                    title.Append(plain, 0, char.IsHighSurrogate(plain[Longest - 2]) ? Longest - 2 : Longest - 1);
                return title.Append('…').ToString();
            }

            title.Append(title.Length == 0 ? "" : " ").Append(plain);
        }

        return title.ToString();
    }

    // Marks of Markdown at a word's edges, and characters that cannot be seen, say nothing in a list.
    private static string Plain(string word) =>
        string.Concat(word.Where(c => !char.IsControl(c) && char.GetUnicodeCategory(c) != System.Globalization.UnicodeCategory.Format)).Trim('#', '*', '`', '_', '>', '~');
}
