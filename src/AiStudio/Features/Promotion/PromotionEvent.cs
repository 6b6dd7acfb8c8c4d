using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Promotion;

/// <summary>Something that happened to a promotion, for people.</summary>
internal sealed class PromotionEvent
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid PromotionId { get; init; }

    public DateTimeOffset At { get; init; }

    /// <summary><see langword="null"/>: the product itself.</summary>
    public Guid? By { get; init; }

    /// <summary>The state it was in afterwards.</summary>
    public PromotionState State { get; init; }

    public required string Text { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<PromotionEvent>
    {
        public void Configure(EntityTypeBuilder<PromotionEvent> builder)
        {
            builder.HasKey(one => new { one.OrganizationId, one.Id });
            builder.Property(one => one.State).HasConversion<SnakeCaseConverter<PromotionState>>();
        }
    }
}
