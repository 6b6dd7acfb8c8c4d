namespace AiStudio.ProviderEmulator.Answers;

/// <summary>
/// What a model's name or a prompt can ask for without a script:
/// <c>words=40</c>, <c>delay=20ms</c> between tokens, <c>first=200ms</c> before the first. A prompt can say which call it is:
/// <c>correlation=…</c>, for callers that cannot send a header.
/// </summary>
internal static class Directives
{
    private const int Most = 1_000_000;

    public static int? Read(string name, string model, string prompt) => Read(name, model) ?? Read(name, prompt);

    /// <summary>The word that follows <paramref name="name"/>.</summary>
    public static string? Word(string name, string text)
    {
        var at = text.IndexOf(name, StringComparison.Ordinal);
        return at < 0 ? null : text[(at + name.Length)..].Split((char[]?)null, 2)[0];
    }

    private static int? Read(string name, ReadOnlySpan<char> text)
    {
        var at = text.IndexOf(name, StringComparison.Ordinal);
        if (at < 0)
            return null;
        int? value = null;
        foreach (var character in text[(at + name.Length)..])
        {
            if (!char.IsAsciiDigit(character))
                break;
            value = Math.Min(Most, (value ?? 0) * 10 + (character - '0'));
        }

        return value;
    }
}
