using AiStudio.Features.Models;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Chat;

/// <summary>Every organization begins with one assistant. It names no knowledge base, so it reads all there are and will be.</summary>
internal sealed class ChatProvisioning(TimeProvider time) : IProvisionsOrganization
{
    public int Order => 40;

    public async Task ProvisionAsync(StudioDb db, TenantScope scope, CancellationToken cancellationToken)
    {
        var prompt = await PromptService.FindAsync(db, PromptsProvisioning.AssistantSlug, cancellationToken)
            ?? throw new InvalidOperationException("An organization gets its prompts before its assistant.");
        db.Add(new Assistant
        {
            OrganizationId = scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            Slug = "assistant",
            Name = "Assistant",
            Description = "Answers from your organization's documents and says where it read it.",
            PromptId = prompt,
            Model = ModelAlias.Balanced,
            IsDefault = true,
            CreatedAt = time.GetUtcNow(),
        });
    }
}
