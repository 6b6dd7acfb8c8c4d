using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat;

/// <summary>What a person thought of an answer of theirs.</summary>
internal sealed class Feedback
{
    public const int LongestComment = 4_000;

    public required Guid OrganizationId { get; init; }

    public required Guid MessageId { get; init; }

    public required Guid OwnerId { get; init; }

    /// <summary>1 or -1.</summary>
    public required short Rating { get; set; }

    public string? Comment { get; set; }

    public required DateTimeOffset CreatedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Feedback>
    {
        public void Configure(EntityTypeBuilder<Feedback> builder) => builder.HasKey(feedback => new { feedback.OrganizationId, feedback.MessageId });
    }
}
