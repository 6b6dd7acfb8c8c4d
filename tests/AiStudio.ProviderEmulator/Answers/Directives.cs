namespace AiStudio.ProviderEmulator.Answers;

/// <summary>
/// What a model's name or a prompt can ask for without a script:
/// <c>words=40</c>, <c>delay=20ms</c> between tokens, <c>first=200ms</c> before the first.
/// </summary>
internal static class Directives
{
    private const int Most = 1_000_000;

    public static int? Read(string name, string model, string prompt) => Read(name, model) ?? Read(name, prompt);

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
