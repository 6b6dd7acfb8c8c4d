using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Knowledge;

/// <summary>Every organization can index from the first minute: the alias <c>embedding</c> is the local embedder until a better one is routed there.</summary>
internal sealed class KnowledgeProvisioning(TimeProvider time) : IProvisionsOrganization
{
    public const string EmbeddingAlias = "embedding";
    public const int EmbeddingDimensions = 1024;

    public int Order => 30;

    public async Task ProvisionAsync(StudioDb db, TenantScope scope, CancellationToken cancellationToken)
    {
        db.Add(new EmbeddingProfile
        {
            OrganizationId = scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            Model = EmbeddingAlias,
            Dimensions = EmbeddingDimensions,
            CreatedAt = time.GetUtcNow(),
        });
        await db.SaveChangesAsync(cancellationToken);
    }
}
