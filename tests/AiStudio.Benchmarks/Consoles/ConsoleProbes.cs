using System.Globalization;
using Npgsql;

namespace AiStudio.Benchmarks.Consoles;

/// <summary>Every dashboard and list of the console over calls, each with what people filter by: what is frequent, what is rare, and what is not there.</summary>
internal static class ConsoleProbes
{
    private const int Dashboard = 200;
    private const int FilteredList = 150;
    private const int Single = 20;

    public static async Task<IReadOnlyList<ConsoleProbe>> AllAsync(NpgsqlDataSource superuser)
    {
        var today = DateTime.UtcNow;
        var (quarter, month, week) = (Range(today, ConsoleData.Days - 1), Range(today, 29), Range(today, 6));
        var users = await TextsAsync(superuser, "select u.id from bench_user u where u.number = 1 and u.place in (0, 20, 199)");
        var keys = await TextsAsync(superuser, "select id from bench_key where number = 1");
        var budgets = await TextsAsync(superuser, "select b.id from budget b join bench_org o on o.number = 1 and o.id = b.org_id where b.disabled_at is null");
        var assistants = await TextsAsync(superuser, "select a.id from assistant a join bench_org o on o.number = 1 and o.id = a.org_id limit 1");
        var calls = await TextsAsync(superuser, """
            select c.id from bench_org o cross join generate_series(1, 80, 4) d
            cross join lateral (select id from call c where c.org_id = o.id and c.started_at > now() - d * interval '1 day' order by started_at limit 1) c where o.number = 1
            """);
        return
        [
            new("spend, this month", Dashboard, ["spend"]),
            new("spend, 90 days by what", Dashboard, [.. Of("feature", "model", "provider", "tier", "user", "key", "unit").Select(by => $"spend?{quarter}&by={by}")]),
            new("spend, 90 days of one", Dashboard, [$"spend?{quarter}&feature=support", $"spend?{quarter}&user={users[0]}", $"spend?{quarter}&key={keys[0]}", $"spend?{quarter}&model=gpt-4.1"]),
            new("budgets", Dashboard, ["spend/budgets"]),
            new("alerts of spend", Dashboard, ["spend/alerts"]),
            new("a budget", Dashboard, [.. budgets.Select(budget => $"spend/budgets/{budget}")]),
            new("invoices", Dashboard, ["spend/invoices"]),
            new("statements", Dashboard, ["spend/statements"]),
            new("a statement", Dashboard, [$"spend/statements/{today:yyyy-MM}/all", $"spend/statements/{today:yyyy-MM}/none"]),
            new("quality, a week", Dashboard, [$"quality?{week}"]),
            new("quality, 30 days", Dashboard, [$"quality?{month}"]),
            new("quality, 90 days", Dashboard, [$"quality?{quarter}"]),
            new("caching", Dashboard, ["models/caching"]),
            new("activity", Dashboard, ["activity"]),
            new("backtests", Dashboard, ["backtests"]),
            new("calls, all", FilteredList, ["spend/calls", $"spend/calls?{month}", $"spend/calls?{quarter}"]),
            new("calls of something", FilteredList,
            [
                $"spend/calls?{quarter}&feature=summary", $"spend/calls?{quarter}&model=text-embedding-3-small", $"spend/calls?{quarter}&user={users[^1]}", $"spend/calls?{quarter}&key={keys[0]}",
                $"spend/calls?{quarter}&provider=local", $"spend/calls?{quarter}&ending=failed", $"spend/calls?{quarter}&feature=nothing",
            ]),
            .. Of("exact", "similar", "prompt", "routing").Select(saved => new ConsoleProbe($"calls saved by: {saved}", FilteredList, [$"spend/calls?{month}&saved={saved}", $"spend/calls?{quarter}&saved={saved}"])),
            new("traces, all", FilteredList, ["traces", $"traces?{month}", $"traces?{quarter}"]),
            new("traces of something", FilteredList,
            [
                $"traces?{quarter}&feature=summary", $"traces?{quarter}&model=text-embedding-3-small", $"traces?{quarter}&user={users[^1]}", $"traces?{quarter}&error=provider_error",
                $"traces?{quarter}&rating=down", $"traces?{quarter}&slow=8", $"traces?{quarter}&cost=0.02", $"traces?{quarter}&feature=nothing", $"traces?{quarter}&user={Guid.CreateVersion7()}", $"traces?{quarter}&assistant={assistants[0]}",
            ]),
            new("trace by id, program", Single, [.. calls.Select(call => $"api/traces/{call}")]),
            new("trace by id, page", Dashboard, [.. calls.Select(call => $"traces/{call}")]),
            new("usage, 90 days, program", Dashboard, [.. Of("day", "feature", "model", "user", "tier", "key").Select(by => $"api/usage?{quarter}&group_by={by}")]),
        ];
    }

    private static string[] Of(params string[] names) => names;

    private static string Range(DateTime today, int days) => string.Create(CultureInfo.InvariantCulture, $"from={today.AddDays(-days):yyyy-MM-dd}&to={today:yyyy-MM-dd}");

    private static async Task<IReadOnlyList<string>> TextsAsync(NpgsqlDataSource superuser, string sql)
    {
        await using var command = superuser.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
            texts.Add(reader.GetGuid(0).ToString());
        return texts;
    }
}
