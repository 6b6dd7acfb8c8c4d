using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Npgsql;

namespace AiStudio.IntegrationTests.Database;

/// <summary>
/// A migrated database of its own for one test class (<c>IClassFixture&lt;StudioTestDatabase&gt;</c>), dropped at the end.
/// Tests of a class share it and run one after another: each makes its own organization.
/// </summary>
public sealed class StudioTestDatabase(TemplateDatabase template) : IAsyncLifetime
{
    private readonly string _name = TemplateDatabase.NewName();
    private NpgsqlDataSource? _app;
    private NpgsqlDataSource? _superuser;

    /// <summary>As the role that serves requests: row-level security holds.</summary>
    public string AppConnectionString => TestServer.App(_name);

    /// <summary>As the role that owns the schema and migrates it.</summary>
    public string OwnerConnectionString => TestServer.Owner(_name);

    /// <summary>Sees every row: for arranging and for looking at what happened, never for the code under test.</summary>
    public string SuperuserConnectionString => TestServer.Superuser(_name);

    internal NpgsqlDataSource App => _app!;

    internal StudioDatabase Studio => new(App);

    public async ValueTask InitializeAsync()
    {
        await TestServer.ExecuteAsync(
            TestServer.Superuser("postgres"), $"create database {_name} owner aistudio_owner template {await template.NameAsync()}");
        _app = NpgsqlDataSource.Create(AppConnectionString);
        _superuser = NpgsqlDataSource.Create(SuperuserConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null && _superuser is not null)
        {
            await _app.DisposeAsync();
            await _superuser.DisposeAsync();
            await TestServer.ExecuteAsync(TestServer.Superuser("postgres"), $"drop database if exists {_name} with (force)");
        }
    }

    /// <summary>A bare organization (nothing provisioned) and its owner.</summary>
    internal async Task<Caller> CreateOrganizationAsync(string timeZone = "UTC", string name = "Acme")
    {
        var id = Guid.CreateVersion7();
        await ExecuteAsync("insert into organization (id, name, time_zone) values ($1, $2, $3)", id, name, timeZone);
        return await AddMemberAsync(id, Role.Owner);
    }

    /// <summary>A new account that is a member of the organization. It has no password.</summary>
    internal async Task<Caller> AddMemberAsync(Guid organizationId, Role role)
    {
        var id = Guid.CreateVersion7();
        var mail = $"{id:n}@example.test";
        await ExecuteAsync("""
            insert into app_user (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp, display_name)
            values ($1, $2, upper($2), $2, upper($2), true, $3, $3, $4)
            """, id, mail, id.ToString(), $"Member {id:n}");
        await ExecuteAsync("insert into membership (org_id, user_id, role) values ($1, $2, $3)", organizationId, id, role.ToName());
        return new Caller(organizationId, id, role, $"Member {id:n}", mail);
    }

    /// <summary>As superuser, with positional parameters.</summary>
    internal async Task<int> ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>As superuser: the first column of the first row, or default.</summary>
    internal async Task<T?> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = Command(sql, parameters);
        return await command.ExecuteScalarAsync() is T value ? value : default;
    }

    private NpgsqlCommand Command(string sql, object[] parameters)
    {
        var command = _superuser!.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return command;
    }
}
