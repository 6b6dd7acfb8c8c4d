namespace AiStudio.Platform.Tenancy;

/// <summary>What a feature adds to the demo organization that <c>./studio up</c> makes. Runs once, after provisioning, in its own transactions.</summary>
internal interface ISeedsDemo
{
    Task SeedAsync(TenantScope owner, CancellationToken cancellationToken);
}
