using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat;

/// <summary>A base an assistant reads. An assistant without any such row reads all bases of its organization, also those that come later.</summary>
internal sealed class AssistantKnowledge
{
    public required Guid OrganizationId { get; init; }

    public required Guid AssistantId { get; init; }

    public required Guid KnowledgeBaseId { get; init; }

    private sealed class Mapping : IEntityTypeConfiguration<AssistantKnowledge>
    {
        public void Configure(EntityTypeBuilder<AssistantKnowledge> builder)
        {
            builder.HasKey(row => new { row.OrganizationId, row.AssistantId, row.KnowledgeBaseId });
            builder.HasOne<Assistant>().WithMany()
                .HasForeignKey(row => new { row.OrganizationId, row.AssistantId })
                .HasPrincipalKey(assistant => new { assistant.OrganizationId, assistant.Id });
        }
    }
}
