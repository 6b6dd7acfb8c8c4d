using AiStudio.Platform.Data;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Promotion;

/// <summary>The way of one version into production.</summary>
internal sealed class VersionPromotion
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid PromptId { get; init; }

    public Guid VersionId { get; init; }

    /// <summary>Of the version: what is rolled back is the text, under whatever number it comes again.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>The version in production that it is compared with; <see langword="null"/> when there is none.</summary>
    public Guid? IncumbentId { get; set; }

    public PromotionState State { get; set; }

    public bool Held { get; set; }

    public Guid? RequestedBy { get; init; }

    public DateTimeOffset RequestedAt { get; init; }

    public Guid? ApprovedBy { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    public string ApprovalNote { get; set; } = "";

    public Guid? OverriddenBy { get; set; }

    public string? OverrideReason { get; set; }

    public Guid? ExperimentId { get; set; }

    public int Step { get; set; }

    public DateTimeOffset? StepStartedAt { get; set; }

    public string? Reason { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public Guid? UnblockedBy { get; set; }

    /// <summary>Goes where <see cref="PromotionRules"/> say, or nowhere.</summary>
    public Result<Done> Apply(PromotionAction action, DateTimeOffset now)
    {
        var next = PromotionRules.Next(State, action);
        if (!next.Succeeded)
            return next.Error;
        State = next.Value;
        EndedAt = PromotionRules.IsOver(State) ? now : null;
        return Done.Value;
    }

    /// <summary>The same where there is no doubt that it may.</summary>
    public void Go(PromotionAction action, DateTimeOffset now)
    {
        if (Apply(action, now).Error is { } wrong)
            throw new InvalidOperationException(wrong.Message);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<VersionPromotion>
    {
        public void Configure(EntityTypeBuilder<VersionPromotion> builder)
        {
            builder.ToTable("promotion");
            builder.HasKey(promotion => new { promotion.OrganizationId, promotion.Id });
            builder.Property(promotion => promotion.State).HasConversion<SnakeCaseConverter<PromotionState>>();
        }
    }
}
