using AiStudio.Features.Evals.Checks;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Evals;

/// <summary>One answer to one case, and what its checks say of it.</summary>
internal sealed class EvalResult
{
    public required Guid OrganizationId { get; init; }

    public required Guid RunId { get; init; }

    public required Guid CaseId { get; init; }

    /// <summary>From 1.</summary>
    public required int Repeat { get; init; }

    public required byte[] CaseHash { get; init; }

    /// <summary>The first call of the answer, made before it is asked.</summary>
    public required Guid CallId { get; init; }

    /// <summary>Null while it is under way, and for an error.</summary>
    public bool? Passed { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    public string? Output { get; set; }

    public IReadOnlyList<CheckResult> Checks { get; set; } = [];

    public long CostNanoUsd { get; set; }

    public int? DurationMs { get; set; }

    public long? InputTokens { get; set; }

    public long? OutputTokens { get; set; }

    public DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<EvalResult>
    {
        public void Configure(EntityTypeBuilder<EvalResult> builder)
        {
            builder.HasKey(result => new { result.OrganizationId, result.RunId, result.CaseId, result.Repeat });
            builder.Property(result => result.StartedAt).HasDefaultValueSql("now()");
            builder.Property(result => result.Checks).HasColumnType("jsonb").HasConversion(
                value => EvalJson.Write(value), json => EvalJson.Read<IReadOnlyList<CheckResult>>(json),
                new ValueComparer<IReadOnlyList<CheckResult>>((a, b) => ReferenceEquals(a, b), value => value.GetHashCode()));
        }
    }
}
