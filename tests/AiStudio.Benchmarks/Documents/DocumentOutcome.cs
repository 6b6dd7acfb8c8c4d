using System.Text;
using System.Text.RegularExpressions;

namespace AiStudio.Benchmarks.Documents;

/// <summary>What became of a file: refused at the door or later, or indexed with these chunks.</summary>
internal sealed partial record DocumentOutcome(
    string State, string? Reason, string Text, IReadOnlyList<(int? Page, string Text)> Chunks, TimeSpan Took, bool GivenBack = true)
{
    public bool IsIndexed => State == "ready";

    /// <summary>Null when it is as expected; else what is not.</summary>
    public string? Fault(ExpectedDocument expected) => expected.Expect switch
    {
        _ when State is not ("ready" or "failed" or "refused") => $"is {State}",
        _ when !GivenBack => "the original does not come back as an attachment",
        _ when Took > TimeSpan.FromSeconds(30) => "took more than 30 s",
        _ when !IsIndexed && string.IsNullOrWhiteSpace(Reason) => "no reason",
        ExpectedDocument.Hostile => null,
        "text" when !IsIndexed => $"not indexed: {Reason}",
        "text" => Words(expected),
        "text-or-reject" => IsIndexed ? Words(expected) : null,
        "no-text" => !IsIndexed && Reason!.Contains("no text", StringComparison.Ordinal) ? null : "does not say that it has no text",
        _ => IsIndexed ? "indexed, not rejected" : null,
    };

    private string? Words(ExpectedDocument expected)
    {
        var text = Normal(Text, expected.Unspaced);
        for (var i = 0; i < expected.MustContain.Count; i++)
        {
            var words = Normal(expected.MustContain[i], expected.Unspaced);
            if (!text.Contains(words, StringComparison.Ordinal))
            {
                return $"not found: {expected.MustContain[i]}";
            }

            if (i < expected.Pages.Count && !Pages(words, expected.Unspaced).Intersect(expected.Pages[i]).Any())
            {
                return $"not on page {string.Join(", ", expected.Pages[i])}: {expected.MustContain[i]}";
            }
        }

        return expected.MustNotContain.FirstOrDefault(words => Text.Contains(words, StringComparison.Ordinal)) is { } unwanted ? $"found: {unwanted}" : null;
    }

    /// <summary>The pages that citations of the chunks with these words would name. A string may run over the end of a chunk, never over that of a page.</summary>
    private IEnumerable<int> Pages(string words, bool unspaced) =>
        Chunks.Where(chunk => chunk.Page is not null).GroupBy(chunk => chunk.Page!.Value)
            .Where(page => Normal(string.Join(' ', page.Select(chunk => chunk.Text)), unspaced).Contains(words, StringComparison.Ordinal)).Select(page => page.Key);

    private static string Normal(string text, bool unspaced) => Blanks().Replace(Invisible().Replace(text.Normalize(NormalizationForm.FormKC), ""), unspaced ? "" : " ");

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad]")]
    private static partial Regex Invisible();
}
