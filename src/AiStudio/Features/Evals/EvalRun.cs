using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Evals;

/// <summary>A version of the prompt and a model, asked all cases of a suite.</summary>
internal sealed class EvalRun
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid SuiteId { get; init; }

    public required Guid VersionId { get; init; }

    public required string Model { get; init; }

    public required EvalOrigin Origin { get; init; }

    public EvalRunState State { get; set; }

    public string? Reason { get; set; }

    public Guid? JobId { get; init; }

    public required byte[] DatasetHash { get; init; }

    public required byte[] EvidenceHash { get; init; }

    public required byte[] ModelHash { get; init; }

    public required int Cases { get; init; }

    public required int Repeats { get; init; }

    public int Passed { get; set; }

    public int Failed { get; set; }

    public int Errors { get; set; }

    public required long EstimateNanoUsd { get; init; }

    public required long BudgetNanoUsd { get; init; }

    public long SpentNanoUsd { get; set; }

    public Guid? StartedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<EvalRun>
    {
        public void Configure(EntityTypeBuilder<EvalRun> builder)
        {
            builder.HasKey(run => new { run.OrganizationId, run.Id });
            builder.Property(run => run.Origin).HasConversion<SnakeCaseConverter<EvalOrigin>>();
            builder.Property(run => run.State).HasConversion<SnakeCaseConverter<EvalRunState>>();
            builder.Property(run => run.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
