using AiStudio.BrowserTests.Harness;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: AssemblyFixture(typeof(StudioApp))]

namespace AiStudio.BrowserTests.Harness;

/// <summary>The app with its demo organization and the local model, shared by the tests of the run.</summary>
public class StudioApp : IAsyncLifetime
{
    private readonly TemplateDatabase _template = new();
    private StudioTestDatabase? _database;
    private AppProcess? _process;

    public Uri Address => Process.Address;

    internal StudioTestDatabase Database => _database!;

    internal AppProcess Process => _process!;

    protected virtual string Name => "studio";

    protected virtual (string Key, string Value)[] Settings => [("Studio__SeedDemo", "true"), ("LocalModel__TokensPerSecond", "8"), ("Mail__ShowFiles", "true")];

    public virtual async ValueTask InitializeAsync()
    {
        _database = new StudioTestDatabase(_template);
        await _database.InitializeAsync();
        _process = await AppProcess.StartAsync(Name, _database, Settings);
        // Tests watch answers being written and ask the same questions: none may get the answer of another.
        await _database.ExecuteAsync("insert into assistant_caching (org_id, assistant_id, keep_minutes) select org_id, id, 0 from assistant");
    }

    public virtual async ValueTask DisposeAsync()
    {
        IReadOnlyList<string> errors = [];
        if (_process is not null)
        {
            errors = _process.Errors;
            await _process.DisposeAsync();
        }

        if (_database is not null)
        {
            await _database.DisposeAsync();
        }

        await _template.DisposeAsync();
        GC.SuppressFinalize(this);
        Assert.True(errors.Count == 0, $"The app logged errors:\n{string.Join('\n', errors)}");
    }

    /// <summary>One of the demo accounts, as <c>./studio up</c> prints them.</summary>
    internal async Task<Account> DemoAsync(Role role)
    {
        var name = role == Role.Admin ? "owner" : role.ToString().ToLowerInvariant();
        var lines = await File.ReadAllLinesAsync(Path.Combine(Process.DataDirectory, "demo-accounts.txt"));
        var words = lines.Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).First(words => words[0] == name);
        return new Account(await IdAsync(words[1]), words[1], words[^1]);
    }

    /// <summary>A new person in the demo organization with the demo accounts' password, so that tests do not meet in one list of conversations.</summary>
    internal async Task<Account> NewPersonAsync(Role role)
    {
        var demo = await DemoAsync(Role.Member);
        var id = Guid.CreateVersion7();
        var mail = $"{id:n}@example.com";
        await Database.ExecuteAsync("""
            insert into app_user (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, password_hash, security_stamp, concurrency_stamp, display_name)
            select $1, $2, upper($2), $2, upper($2), true, password_hash, $3, $3, 'Pat Person' from app_user where id = $4
            """, id, mail, Guid.CreateVersion7().ToString(), demo.Id);
        await Database.ExecuteAsync("""
            insert into membership (org_id, user_id, role) select org_id, $1, $2 from membership where user_id = $3
            """, id, role.ToString().ToLowerInvariant(), demo.Id);
        return demo with { Id = id, Email = mail };
    }

    /// <summary>As the app tells somebody of a budget.</summary>
    internal Task TellAsync(Account account, string title, string text) => Database.ExecuteAsync("""
        with told as (
          insert into notification (org_id, id, owner_id, title, body, link)
          select org_id, time_ordered_id(), user_id, $2, $3, '/spend/budgets' from membership where user_id = $1 returning owner_id)
        select pg_notify('studio', 'notification ' || owner_id) from told
        """, account.Id, title, text);

    /// <summary>The knowledge base of this repository's documentation is made by a job after the start.</summary>
    internal Task DocumentationIsIndexedAsync() => Eventually.GetAsync(
        () => Database.ScalarAsync<string>("""
            select count(*) filter (where state = 'ready') || ' of ' || count(*) || ' ready ' || coalesce(string_agg(failure, '; '), '') from document
            """),
        seen => seen is not null && !seen.StartsWith('0') && seen.Split(' ') is [var ready, _, var all, ..] && ready == all,
        "Indexing the documentation", TimeSpan.FromMinutes(1));

    /// <summary>No turn of this person is running any more.</summary>
    internal Task TurnsEndedAsync(Account account) => Eventually.GetAsync(
        () => Database.ScalarAsync<long>("select count(*) from turn where owner_id = $1 and state = 'running'", account.Id),
        running => running == 0, "The end of the turn", TimeSpan.FromMinutes(1));

    private Task<Guid> IdAsync(string email) => Database.ScalarAsync<Guid>("select id from app_user where email = $1", email);
}
