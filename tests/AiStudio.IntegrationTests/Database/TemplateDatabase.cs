using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

[assembly: AssemblyFixture(typeof(TemplateDatabase))]

namespace AiStudio.IntegrationTests.Database;

/// <summary>A migrated, empty database, made once a run and on first use; every test class clones it.</summary>
public sealed class TemplateDatabase : IAsyncDisposable
{
    private readonly Lazy<Task<string>> _name = new(CreateAsync);

    public Task<string> NameAsync() => _name.Value;

    public async ValueTask DisposeAsync()
    {
        if (_name.IsValueCreated && _name.Value.IsCompletedSuccessfully)
        {
            await TestServer.ExecuteAsync(TestServer.Superuser("postgres"), $"drop database if exists {await _name.Value} with (force)");
        }
    }

    internal static string NewName() => $"studio_test_{Guid.CreateVersion7():n}";

    private static async Task<string> CreateAsync()
    {
        var name = NewName();
        await TestServer.ExecuteAsync(TestServer.Superuser("postgres"), $"create database {name} owner aistudio_owner template template0");
        await TestServer.ExecuteAsync(
            TestServer.Superuser(name),
            "create extension vector",
            "alter schema public owner to aistudio_owner",
            "revoke create on schema public from public",
            "grant usage, create on schema public to aistudio_ledger");
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:StudioOwner"] = TestServer.Owner(name) })
            .Build();
        await new Migrator(configuration, NullLogger<Migrator>.Instance).ApplyAsync(CancellationToken.None);
        return name;
    }
}
