using AiStudio.Platform.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace AiStudio.Platform.Identity;

/// <summary>Accounts, which have no tenant. Everything of an organization is reached through <see cref="StudioDatabase"/> instead.</summary>
internal sealed class IdentityDb(DbContextOptions<IdentityDb> options) : IdentityUserContext<AppUser, Guid>(options)
{
    /// <summary>Until the result is disposed, accounts are read and written in the transaction of <paramref name="db"/>.</summary>
    public async Task<IAsyncDisposable> JoinAsync(StudioDb db, CancellationToken cancellationToken)
    {
        Database.SetDbConnection(db.Database.GetDbConnection());
        await Database.UseTransactionAsync(db.Database.CurrentTransaction!.GetDbTransaction(), cancellationToken);
        return new Joined(this);
    }

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<AppUser>(user =>
        {
            user.ToTable("app_user");
            // Neither telephone numbers nor second factors are offered yet: no column waits for them.
            user.Ignore(u => u.PhoneNumber);
            user.Ignore(u => u.PhoneNumberConfirmed);
            user.Ignore(u => u.TwoFactorEnabled);
            user.Property(u => u.CreatedAt).HasDefaultValueSql("now()");
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("app_user_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("app_user_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("app_user_token");
        builder.UseSnakeCase();
    }

    private sealed class Joined(IdentityDb identity) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await identity.Database.UseTransactionAsync(null);
            identity.Database.SetDbConnection(null);
        }
    }
}
