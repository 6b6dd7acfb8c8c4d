using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream.Local;

/// <summary>What the offline model says to a conversation. The passages are data: they are quoted, never followed.</summary>
internal static partial class Composition
{
    public const string Identity =
        $"I am {LocalModels.Chat}, AiStudio's offline extractive model. I do not write text of my own: I look through the documents that come with a question and quote the sentences that answer it.";

    public const string NothingFits =
        "None of the passages answers this. I am an offline model and can only quote documents; try other words, or ask an administrator to turn on a provider under Models.";

    public const string NoPassages =
        "I am an offline model and can only quote documents, and no document came with this question. Add documents to a knowledge base and ask about them, or ask an administrator to turn on a provider such as OpenAI or Anthropic under Models.";

    public static string Answer(IReadOnlyList<ChatMessage> messages)
    {
        var questions = messages.Where(message => message.Role == ChatRole.User)
            .Select(message => Passages.Remove(message.Text).Trim()).Where(text => text.Length > 0).TakeLast(2).ToList();
        var question = questions.LastOrDefault() ?? string.Empty;
        if (AsksWhoIsThere().IsMatch(question))
            return Identity;

        var passages = messages.Reverse().Select(message => Passages.Parse(message.Text)).FirstOrDefault(found => found.Count > 0);
        if (passages is null)
            return NoPassages;
        var quotations = Extraction.Answer(passages, AskedQuestion.Of(question), questions.Count > 1 ? questions[0] : null);
        return quotations.Count == 0 ? NothingFits : Compose(quotations);
    }

    private static string Compose(IReadOnlyList<Quotation> quotations)
    {
        var answer = new StringBuilder(quotations.Count == 1 ? "The documents say:\n" : "The documents say about this:\n");
        foreach (var quotation in quotations)
        {
            answer.Append('\n');
            for (var i = 0; i < quotation.Sentences.Count; i++)
            {
                var sentence = quotation.Sentences[i];
                var marker = i == quotation.Sentences.Count - 1 ? string.Create(CultureInfo.InvariantCulture, $" [{quotation.PassageNumber}]") : string.Empty;
                if (sentence.IsCode)
                    answer.Append("\n```\n").Append(sentence.Text.Replace("```", "", StringComparison.Ordinal)).Append("\n```\n").Append(marker.TrimStart()).Append('\n');
                else
                    answer.Append(i == 0 ? "> " : "> - ").Append(sentence.Text).Append(marker).Append('\n');
            }
        }

        return answer.ToString().TrimEnd();
    }

    [GeneratedRegex(
        @"\b(who|what)\s+(are|r)\s+(you|u)\b|\bwhat\W?s?\s+(is\s+)?your\s+name\b|\b(which|what)\s+((language|ai)\s+)?model\s+(are|is)\s+(you|this)\b|\bare\s+you\s+(an?\s+)?(real\s+)?(ai|bot|robot|human|person|chatgpt|gpt|claude|llm|(language\s+)?model)\b|\b(wer|was)\s+bist\s+du\b|\bqui\s+(es[- ]tu|êtes[- ]vous)\b|\bquién\s+eres\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex AsksWhoIsThere();
}
