using System.Security.Cryptography;
using AiStudio.Platform;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.Organizations;

/// <summary>Gives an empty installation that asks for it an organization to look around in, before the first request.</summary>
internal sealed partial class DemoOrganization(IServiceScopeFactory scopes, IOptions<StudioOptions> options, ILogger<DemoOrganization> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.SeedDemo)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var first = scope.ServiceProvider.GetRequiredService<FirstOrganization>();
        if (!await first.IsNeededAsync(cancellationToken))
        {
            return;
        }

        var password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16);
        FirstPerson[] people =
        [
            new("admin@example.com", "Alex Admin", password, Role.Owner),
            new("finance@example.com", "Fiona Finance", password, Role.Finance),
            new("member@example.com", "Mika Member", password, Role.Member),
        ];
        var file = Path.Combine(options.Value.DataDirectory, "demo-accounts.txt");
        await WriteAccountsAsync(file + ".part", people, cancellationToken);
        var created = await first.CreateAsync("Example Works", people, cancellationToken);
        if (!created.Succeeded)
        {
            // Another node was faster, and its file holds the password.
            File.Delete(file + ".part");
            return;
        }

        File.Move(file + ".part", file, overwrite: true);
        foreach (var seed in scope.ServiceProvider.GetServices<ISeedsDemo>())
        {
            await seed.SeedAsync(created.Value, cancellationToken);
        }

        LogSeeded();
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WriteAccountsAsync(string path, IReadOnlyList<FirstPerson> people, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(options.Value.DataDirectory);
        File.Delete(path);
        var settings = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            settings.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        await using var file = new StreamWriter(path, settings);
        foreach (var person in people)
        {
            await file.WriteLineAsync($"{person.Role.ToName(),-8} {person.Email,-22} password {person.Password}".AsMemory(), cancellationToken);
        }
    }

    [LoggerMessage(LogLevel.Information, "Made the demo organization; its accounts are in demo-accounts.txt of the data directory")]
    private partial void LogSeeded();
}
