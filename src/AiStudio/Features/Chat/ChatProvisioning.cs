using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Chat;

/// <summary>Every organization begins with one assistant. It names no knowledge base, so it reads all there are and will be.</summary>
internal sealed class ChatProvisioning(TimeProvider time) : IProvisionsOrganization
{
    public int Order => 40;

    public async Task ProvisionAsync(StudioDb db, TenantScope scope, CancellationToken cancellationToken)
    {
        // What stands in the transaction but was not saved yet is not seen by a query.
        await db.SaveChangesAsync(cancellationToken);
        var prompts = await db.Database
            .SqlQuery<Guid>($"select id as \"Value\" from prompt where org_id = {scope.OrganizationId} and slug = 'assistant'")
            .ToListAsync(cancellationToken);
        db.Add(new Assistant
        {
            OrganizationId = scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            Slug = "assistant",
            Name = "Assistant",
            Description = "Answers from your organization's documents and says where it read it.",
            PromptId = prompts.Single(),
            Model = "balanced",
            IsDefault = true,
            CreatedAt = time.GetUtcNow(),
        });
    }
}
