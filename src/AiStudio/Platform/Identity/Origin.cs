namespace AiStudio.Platform.Identity;

/// <summary>
/// From where the work at hand was asked for. It flows with the request, or with the connection of a circuit, into everything they do:
/// whoever writes down who did something need not be handed it through every method on the way. Work of the system has none.
/// </summary>
/// <param name="Address">The client's, as the known proxies tell it.</param>
/// <param name="UserAgent">What its program calls itself, at most 256 characters.</param>
/// <param name="RequestId">What its client calls the request, when it calls it anything.</param>
internal sealed record Origin(string? Address, string? UserAgent, string? RequestId = null)
{
    private const int LongestAgent = 256;
    private static readonly AsyncLocal<Origin?> s_current = new();

    public static Origin? Current => s_current.Value;

    /// <summary>Remembered until the request ends. For middleware.</summary>
    public static void Remember(HttpContext context, string? requestId)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        s_current.Value = new Origin(context.Connection.RemoteIpAddress?.ToString(), agent.Length == 0 ? null : Cleaned(agent), requestId);
    }

    // Half a surrogate pair or a NUL is no text for the database.
    private static string Cleaned(string agent) =>
        new([.. agent.Where(c => !char.IsControl(c) && !char.IsSurrogate(c)).Take(LongestAgent)]);
}
