using System.Security.Cryptography;
using AiStudio.Features.People.Sessions;
using AiStudio.Platform;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.Organizations;

/// <summary>
/// Gives an empty installation that asks for it an organization to look around in, before the first request.
/// Every later start finishes what an earlier one did not: all of it may be done twice.
/// </summary>
internal sealed partial class DemoOrganization(
    IServiceScopeFactory scopes, DemoAccounts file, IOptions<StudioOptions> options, ILogger<DemoOrganization> logger) : IHostedService
{
    private const string Name = "Example Works";
    private const string OwnerEmail = "owner@example.com";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.SeedDemo)
        {
            return;
        }

        await using var scope = scopes.CreateAsyncScope();
        var owner = await CreateAsync(scope.ServiceProvider, cancellationToken) ?? await FindAsync(scope.ServiceProvider, cancellationToken);
        if (owner is null)
        {
            return;
        }

        foreach (var seed in scope.ServiceProvider.GetServices<ISeedsDemo>())
        {
            await seed.SeedAsync(owner, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<TenantScope?> CreateAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var first = services.GetRequiredService<FirstOrganization>();
        if (!await first.IsNeededAsync(cancellationToken))
        {
            return null;
        }

        var password = RandomNumberGenerator.GetString("abcdefghijkmnpqrstuvwxyz23456789", 16);
        FirstPerson[] people =
        [
            new(OwnerEmail, "Olivia Owner", password, Role.Owner),
            new("admin@example.com", "Alex Admin", password, Role.Admin),
            new("finance@example.com", "Fiona Finance", password, Role.Finance),
            new("member@example.com", "Mika Member", password, Role.Member),
        ];
        await file.WriteAsideAsync(people, cancellationToken);
        var created = await first.CreateAsync(Name, OrganizationZone.Default, people, cancellationToken);
        if (!created.Succeeded)
        {
            // Another node was faster, and its file holds the password.
            file.Discard();
            return null;
        }

        file.Publish();
        LogMade();
        return created.Value;
    }

    // The demo organization of an earlier start, unless it has become somebody's own.
    private async Task<TenantScope?> FindAsync(IServiceProvider services, CancellationToken cancellationToken)
    {
        var users = services.GetRequiredService<UserManager<AppUser>>();
        var user = await users.FindByEmailAsync(OwnerEmail);
        if (file.PasswordAside() is { } password)
        {
            if (user is not null && await users.CheckPasswordAsync(user, password))
            {
                file.Publish();
            }
            else
            {
                file.Discard();
            }
        }

        var places = user is null ? [] : await services.GetRequiredService<SessionService>().ListAsync(user.Id, cancellationToken);
        return places.FirstOrDefault(place => place is { Name: Name, Role: Role.Owner }) is { } place ? new TenantScope(place.OrganizationId, user!.Id) : null;
    }

    [LoggerMessage(LogLevel.Information, "Made the demo organization; its accounts are in demo-accounts.txt of the data directory")]
    private partial void LogMade();
}
