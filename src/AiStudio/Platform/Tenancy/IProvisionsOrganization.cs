using AiStudio.Platform.Data;

namespace AiStudio.Platform.Tenancy;

/// <summary>What a feature puts into every new organization, so that it works from the first minute. Runs inside the transaction that creates it.</summary>
internal interface IProvisionsOrganization
{
    /// <summary>Lower runs first: 10 models, 20 prompts, 30 knowledge, 40 chat.</summary>
    int Order { get; }

    Task ProvisionAsync(StudioDb db, TenantScope scope, CancellationToken cancellationToken);
}
