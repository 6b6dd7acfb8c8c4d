using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Evals.Running;

/// <summary>A model call of a run, written down before it is made.</summary>
internal sealed class EvalCall
{
    public required Guid OrganizationId { get; init; }

    public required Guid CallId { get; init; }

    public required Guid RunId { get; init; }

    public required Guid CaseId { get; init; }

    public required int Repeat { get; init; }

    public required CallPurpose Purpose { get; init; }

    /// <summary>When it was found that a crash or a stop had cut it off.</summary>
    public DateTimeOffset? CutAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<EvalCall>
    {
        public void Configure(EntityTypeBuilder<EvalCall> builder)
        {
            builder.HasKey(call => new { call.OrganizationId, call.CallId });
            builder.Property(call => call.Purpose).HasConversion<SnakeCaseConverter<CallPurpose>>();
        }
    }
}
