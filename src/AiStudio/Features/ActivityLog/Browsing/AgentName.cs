namespace AiStudio.Features.ActivityLog.Browsing;

/// <summary>What a user agent calls itself, in two words: the long form of it fills a row and says no more to a person.</summary>
internal static class AgentName
{
    // Nearly every browser also names those before it, so the rarer word comes first.
    private static readonly (string Word, string Name)[] s_browsers =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];

    private static readonly (string Word, string Name)[] s_systems =
        [("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")];

    /// <summary>“Firefox on Windows”; the first word of what is no browser (“curl/8.5.0”), at most 40 characters.</summary>
    public static string Of(string userAgent)
    {
        if (Find(s_browsers, userAgent) is not { } browser)
        {
            var word = userAgent.Split(' ')[0];
            return word.Length > 40 ? string.Concat(word.AsSpan(0, 39), "…") : word;
        }

        return Find(s_systems, userAgent) is { } system ? $"{browser} on {system}" : browser;
    }

    private static string? Find((string Word, string Name)[] known, string userAgent) =>
        known.FirstOrDefault(one => userAgent.Contains(one.Word, StringComparison.Ordinal)).Name;
}
