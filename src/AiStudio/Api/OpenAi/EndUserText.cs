namespace AiStudio.Api.OpenAi;

/// <summary>Whom a program asks for, in its own words: OpenAI's <c>user</c>, or <c>safety_identifier</c>, which takes its place there.</summary>
internal static class EndUserText
{
    private const int Longest = 512;

    /// <summary>The text; null when there is none.</summary>
    public static string? Read(RequestObject body)
    {
        var user = body.Text("user") ?? body.Text("safety_identifier");
        return user is null || (user.Length <= Longest && !user.Contains('\0', StringComparison.Ordinal))
            ? user
            : throw RequestObject.Refused(OpenAiErrors.WrongValue("user", $"at most {Longest} characters"));
    }
}
