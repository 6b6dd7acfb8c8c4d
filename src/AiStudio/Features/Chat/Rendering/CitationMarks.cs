using System.Globalization;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>The citations that a marker <c>[n]</c> of one answer may point to, and where the marker leads.</summary>
/// <param name="Page">Address of the answer's page including its query; the number is appended.</param>
/// <param name="Names">What a screen reader hears for each known number.</param>
/// <param name="Open">The number whose source is open in the panel.</param>
internal sealed record CitationMarks(string Page, IReadOnlyDictionary<int, string> Names, int? Open = null)
{
    public static CitationMarks None { get; } = new("", new Dictionary<int, string>());

    public bool Knows(int number) => Names.ContainsKey(number);

    public string Href(int number) => string.Create(CultureInfo.InvariantCulture, $"{Page}{number}");
}
