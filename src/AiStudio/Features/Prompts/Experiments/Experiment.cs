using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Prompts.Experiments;

/// <summary>The traffic of a prompt split among its versions.</summary>
internal sealed class Experiment
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid PromptId { get; init; }

    public ExperimentKind Kind { get; init; }

    public required string Name { get; set; }

    public string Hypothesis { get; set; } = "";

    public ExperimentUnit Unit { get; set; }

    /// <summary>What the hash is made with beside the unit: another test's is another, so that the two divide people independently.</summary>
    public required string Salt { get; init; }

    /// <summary>The <see cref="Metric.Key"/> of the metric that decides.</summary>
    public required string Metric { get; set; }

    /// <summary>The smallest change that matters, see <see cref="Metric.UsualEffect"/>.</summary>
    public double Effect { get; set; }

    /// <summary>The judge that scores answers, if there is one. A canary has none.</summary>
    public Guid? JudgeId { get; init; }

    /// <summary>Of its answers, 0 to 1: how many the judge scores.</summary>
    public double JudgeShare { get; init; }

    public ExperimentState State { get; set; } = ExperimentState.Draft;

    public Guid? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public string? EndedReason { get; set; }

    /// <summary>The arm that the others are compared with: of a canary the incumbent, which is its second, so that a growing share moves nobody back.</summary>
    public int Baseline => BaselineOf(Kind);

    public static int BaselineOf(ExperimentKind kind) => kind == ExperimentKind.Canary ? 1 : 0;

    /// <param name="unit">Who is answered.</param>
    /// <param name="arms">All of its arms; their weights are not all 0.</param>
    public Assignment Assign(ExposedUnit unit, IReadOnlyList<ExperimentArm> arms)
    {
        var ordered = arms.OrderBy(arm => arm.Number).ToList();
        var id = unit.IdAs(Unit, OrganizationId);
        var place = Bucket.Arm(Bucket.Of(Salt, id), [.. ordered.Select(arm => arm.Weight)]);
        return new(Id, ordered[place].Number, id, ordered[0].Weight);
    }

    /// <summary>From now on production answers.</summary>
    public void Stop(string reason, DateTimeOffset now) => (State, EndedAt, EndedReason) = (ExperimentState.Stopped, now, reason);

    internal sealed class Mapping : IEntityTypeConfiguration<Experiment>
    {
        public void Configure(EntityTypeBuilder<Experiment> builder)
        {
            builder.HasKey(experiment => new { experiment.OrganizationId, experiment.Id });
            builder.Ignore(experiment => experiment.Baseline);
            builder.Property(experiment => experiment.CreatedAt).HasDefaultValueSql("now()");
            builder.Property(experiment => experiment.Kind).HasConversion<SnakeCaseConverter<ExperimentKind>>();
            builder.Property(experiment => experiment.Unit).HasConversion<SnakeCaseConverter<ExperimentUnit>>();
            builder.Property(experiment => experiment.State).HasConversion<SnakeCaseConverter<ExperimentState>>();
        }
    }
}
