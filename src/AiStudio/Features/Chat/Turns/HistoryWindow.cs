using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat.Turns;

/// <summary>What was said before the question, as far back as fits.</summary>
internal static class HistoryWindow
{
    private const int TokenBudget = 8_000;
    private const int LongestPath = 200;

    /// <summary>The messages from the root's side down to <paramref name="from"/>, the oldest dropped first.</summary>
    public static async Task<IReadOnlyList<ChatMessage>> ReadAsync(StudioDb db, Guid? from, CancellationToken cancellationToken)
    {
        if (from is null)
            return [];
        var organization = db.Scope.OrganizationId;
        var path = await db.Database.SqlQuery<Said>($"""
            with recursive path as (
              select m.parent_id, m.role, m.parts, 1 as depth from message m where m.org_id = {organization} and m.id = {from}
              union all
              select m.parent_id, m.role, m.parts, p.depth + 1 from path p
              join message m on m.org_id = {organization} and m.id = p.parent_id
              where p.depth < {LongestPath})
            select role as "Role", coalesce((select string_agg(part ->> 'text', '') from jsonb_array_elements(parts) part where part ->> 'kind' = 'text'), '') as "Text"
            from path order by depth
            """).ToListAsync(cancellationToken);
        return Fit(path);
    }

    internal static IReadOnlyList<ChatMessage> Fit(IEnumerable<Said> newestFirst)
    {
        var window = new List<ChatMessage>();
        var left = TokenBudget;
        foreach (var said in newestFirst)
        {
            left -= Tokens(said.Text);
            if (left < 0)
                break;
            if (said.Text.Length > 0)
                window.Add(new ChatMessage(said.Role == "user" ? ChatRole.User : ChatRole.Assistant, said.Text));
        }

        // An answer whose question did not fit would stand there without a reason.
        while (window.Count > 0 && window[^1].Role == ChatRole.Assistant)
            window.RemoveAt(window.Count - 1);
        window.Reverse();
        return window;
    }

    // Four characters a token is what providers state for English; a window needs no better figure.
    private static int Tokens(string text) => (text.Length / 4) + 4;

    internal sealed record Said(string Role, string Text);
}
