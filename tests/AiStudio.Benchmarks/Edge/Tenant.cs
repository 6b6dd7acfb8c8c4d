using AiStudio.Benchmarks.Ledger;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.Benchmarks.Edge;

/// <summary>An organization with two budgets and an API key.</summary>
internal static class Tenant
{
    /// <summary>Migrates the database and makes the organization; returns the key.</summary>
    public static async Task<string> CreateAsync(Cluster cluster)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:StudioOwner"] = cluster.Owner }).Build();
        await new Migrator(configuration, NullLogger<Migrator>.Instance).ApplyAsync(CancellationToken.None);
        var (organization, user, key) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        var publicId = ApiKeySecret.NewPublicId();
        var secret = ApiKeySecret.New(publicId);
        await cluster.ExecuteAsync("insert into organization (id, name, time_zone) values ($1, 'Bench', 'Europe/Berlin')", organization);
        await cluster.ExecuteAsync("""
            insert into app_user (id, user_name, normalized_user_name, email, normalized_email, email_confirmed, security_stamp, concurrency_stamp, display_name)
            values ($1, $2, upper($2), $2, upper($2), true, 'x', 'x', 'Bench')
            """, user, $"{publicId}@example.test");
        await cluster.ExecuteAsync("insert into membership (org_id, user_id, role) values ($1, $2, 'owner')", organization, user);
        await cluster.ExecuteAsync(
            "insert into api_key (org_id, id, name, prefix, secret_hash, scopes, created_by) values ($1, $2, 'Bench', $3, $4, '{chat}', $5)",
            organization, key, publicId, ApiKeySecret.Hash(secret), user);
        await AddBudgetAsync("organization", "");
        await AddBudgetAsync("api_key", key.ToString());
        return secret;

        Task AddBudgetAsync(string scope, string value) => cluster.ExecuteAsync(
            "insert into budget (org_id, id, name, scope, scope_value, period, cap_nano_usd, stop_percent) values ($1, $2, $3, $3, $4, 'month', 1000000000000000, 100)",
            organization, Guid.CreateVersion7(), scope, value);
    }
}
