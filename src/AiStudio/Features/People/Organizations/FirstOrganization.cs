using AiStudio.Features.People.Members;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Tenancy;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.People.Organizations;

/// <summary>What an empty database gets: one organization and its first accounts, in one transaction, once, whoever asks at the same time.</summary>
internal sealed class FirstOrganization(
    StudioDatabase database, IdentityDb identity, UserManager<AppUser> users, OrganizationService organizations, SetUpState state)
{
    private const long AdvisoryLock = 0x53_65_74_55_70; // "SetUp"

    /// <summary>Whether the installation has no account yet.</summary>
    public async Task<bool> IsNeededAsync(CancellationToken cancellationToken)
    {
        if (!state.IsDone && await identity.Users.AnyAsync(cancellationToken))
        {
            state.Finish();
        }

        return !state.IsDone;
    }

    /// <param name="organizationName">What people call it.</param>
    /// <param name="timeZone">By whose clocks its days go.</param>
    /// <param name="people">The first of them is the owner.</param>
    /// <param name="cancellationToken">Rolls everything back.</param>
    public async Task<Result<TenantScope>> CreateAsync(string organizationName, string timeZone, IReadOnlyList<FirstPerson> people, CancellationToken cancellationToken)
    {
        if ((OrganizationService.CheckName(organizationName) ?? OrganizationZone.Check(timeZone)) is { } problem)
        {
            return problem;
        }

        var accounts = people.Select(person => new AppUser(person.Email, person.DisplayName) { EmailConfirmed = true }).ToList();
        var scope = new TenantScope(Guid.CreateVersion7(), accounts[0].Id);
        await using var db = await database.BeginAsync(scope, cancellationToken);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock({AdvisoryLock})", cancellationToken);
        await using var joined = await identity.JoinAsync(db, cancellationToken);
        if (await identity.Users.AnyAsync(cancellationToken))
        {
            state.Finish();
            return Error.Conflict("already_set_up", "This installation has its organization already. Sign in, or ask an owner for an invitation.");
        }

        foreach (var (account, person) in accounts.Zip(people))
        {
            var created = await users.CreateAsync(account, person.Password);
            if (!created.Succeeded)
            {
                return created.ToError();
            }
        }

        await organizations.AddAsync(db, organizationName, timeZone, accounts[0].Id, cancellationToken);
        db.AddRange(accounts.Zip(people).Skip(1).Select(pair => new Membership { OrganizationId = scope.OrganizationId, UserId = pair.First.Id, Role = pair.Second.Role }));
        await db.CommitAsync(cancellationToken);
        state.Finish();
        return scope;
    }
}
