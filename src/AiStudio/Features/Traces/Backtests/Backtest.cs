using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>Many recorded calls, asked again on a candidate.</summary>
public sealed class Backtest
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public Guid? VersionId { get; init; }

    public string? Model { get; init; }

    /// <summary>Who says which answers are good.</summary>
    public Guid? JudgeId { get; init; }

    /// <summary>What the judge was when it began.</summary>
    public byte[]? JudgeHash { get; init; }

    /// <summary>Which calls, as they were asked for: a JSON object.</summary>
    public required string Filter { get; init; }

    public int Calls { get; init; }

    public long EstimateNanoUsd { get; init; }

    public long BudgetNanoUsd { get; init; }

    public BacktestState State { get; set; }

    /// <summary>Why it did not end well, for people.</summary>
    public string? Reason { get; set; }

    public Guid? JobId { get; init; }

    public Guid CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Backtest>
    {
        public void Configure(EntityTypeBuilder<Backtest> builder)
        {
            builder.HasKey(row => new { row.OrganizationId, row.Id });
            builder.Property(row => row.Filter).HasColumnType("jsonb");
            builder.Property(row => row.State).HasConversion(new SnakeCaseConverter<BacktestState>());
        }
    }
}
