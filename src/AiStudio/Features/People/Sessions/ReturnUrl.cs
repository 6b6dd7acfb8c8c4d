namespace AiStudio.Features.People.Sessions;

/// <summary>Where to go after signing in: a path of this site, whatever the query says.</summary>
internal static class ReturnUrl
{
    /// <summary>Browsers drop control characters and read a backslash as a slash, so neither may stand anywhere.</summary>
    public static string Local(string? url) =>
        url is ['/', ..] && !url.StartsWith("//", StringComparison.Ordinal) && !url.Any(c => c == '\\' || char.IsControl(c)) ? url : "/";
}
