using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat;

internal sealed class Conversation
{
    public const int LongestTitle = 200;

    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required Guid AssistantId { get; set; }

    public required string Title { get; set; }

    /// <summary>The message the page shows the path to.</summary>
    public Guid? ActiveLeafId { get; set; }

    /// <summary>Of what the assistant reads, only documents with one of these tags; none: all.</summary>
    public string[] NarrowedTags { get; set; } = [];

    public DateTimeOffset? PinnedAt { get; set; }

    public DateTimeOffset? ArchivedAt { get; set; }

    public DateTimeOffset? DeletedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Conversation>
    {
        public void Configure(EntityTypeBuilder<Conversation> builder) =>
            builder.HasKey(conversation => new { conversation.OrganizationId, conversation.Id });
    }
}
