using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Spend.Budgets;

/// <summary>A cap on what a scope may spend in each period. Scope, period and zone never change: its windows would not fit any more.</summary>
internal sealed class Budget
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public BudgetScope Scope { get; init; }

    /// <summary>The user's, key's or unit's id, the feature, the pinned model, the tier; empty for the organization.</summary>
    public string ScopeValue { get; init; } = "";

    public BudgetPeriod Period { get; init; }

    public long CapNanoUsd { get; set; }

    /// <summary>Where calls are stopped, in percent of the cap: 100 to 110.</summary>
    public int StopPercent { get; set; } = 100;

    /// <summary>An IANA name; null is the organization's zone.</summary>
    public string? TimeZone { get; init; }

    public DateTimeOffset? DisabledAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Budget>
    {
        public void Configure(EntityTypeBuilder<Budget> builder)
        {
            builder.HasKey(budget => new { budget.OrganizationId, budget.Id });
            builder.Property(budget => budget.Scope).HasConversion<SnakeCaseConverter<BudgetScope>>();
            builder.Property(budget => budget.Period).HasConversion<SnakeCaseConverter<BudgetPeriod>>();
        }
    }
}
