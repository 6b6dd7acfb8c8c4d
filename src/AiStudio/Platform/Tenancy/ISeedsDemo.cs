namespace AiStudio.Platform.Tenancy;

/// <summary>What a feature adds to the demo organization that <c>./studio up</c> makes. Runs after provisioning and at every later start, in its own transactions: doing it twice changes nothing.</summary>
internal interface ISeedsDemo
{
    Task SeedAsync(TenantScope owner, CancellationToken cancellationToken);
}
