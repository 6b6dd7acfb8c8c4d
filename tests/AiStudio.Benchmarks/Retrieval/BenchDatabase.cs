using AiStudio.Platform.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace AiStudio.Benchmarks.Retrieval;

/// <summary>A migrated database of its own on the server that <c>./studio bench</c> started, dropped at the end.</summary>
internal sealed class BenchDatabase : IAsyncDisposable
{
    private readonly NpgsqlConnectionStringBuilder _superuser;
    private readonly string _name = $"bench_{Guid.CreateVersion7():n}";

    private BenchDatabase(ServerOptions server)
    {
        _superuser = new NpgsqlConnectionStringBuilder(server.Superuser);
        App = NpgsqlDataSource.Create(As("aistudio_app", server.AppPassword));
        Superuser = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(server.Superuser) { Database = _name, CommandTimeout = 0 }.ConnectionString);
        OwnerConnectionString = As("aistudio_owner", server.OwnerPassword);
    }

    /// <summary>As the role that serves requests: row security holds.</summary>
    public NpgsqlDataSource App { get; }

    /// <summary>For arranging and for looking at what happened.</summary>
    public NpgsqlDataSource Superuser { get; }

    private string OwnerConnectionString { get; }

    public static async Task<BenchDatabase> CreateAsync(ServerOptions server)
    {
        var database = new BenchDatabase(server);
        await using (var source = NpgsqlDataSource.Create(database._superuser.ConnectionString))
        {
            await ExecuteAsync(source, $"create database {database._name} owner aistudio_owner template template0");
        }

        await ExecuteAsync(database.Superuser, "create extension vector");
        await ExecuteAsync(database.Superuser, "alter schema public owner to aistudio_owner; revoke create on schema public from public; grant usage, create on schema public to aistudio_ledger");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:StudioOwner"] = database.OwnerConnectionString }).Build();
        await new Migrator(configuration, NullLogger<Migrator>.Instance).ApplyAsync(CancellationToken.None);
        return database;
    }

    public static async Task<int> ExecuteAsync(NpgsqlDataSource source, string sql, params object[] parameters)
    {
        await using var command = source.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return await command.ExecuteNonQueryAsync();
    }

    /// <summary>The first column of the first row.</summary>
    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = Superuser.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await Superuser.DisposeAsync();
        await using var source = NpgsqlDataSource.Create(_superuser.ConnectionString);
        await ExecuteAsync(source, $"drop database if exists {_name} with (force)");
    }

    private string As(string user, string password) =>
        new NpgsqlConnectionStringBuilder(_superuser.ConnectionString) { Username = user, Password = password, Database = _name }.ConnectionString;
}
