using AiStudio.Features.Evals.Checks;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Evals;

/// <summary>A case of a suite. It may be changed; its hash says which content a result is of.</summary>
internal sealed class EvalCase
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid SuiteId { get; init; }

    public string Name { get; set; } = "";

    public required IReadOnlyList<CaseMessage> Messages { get; set; }

    public IReadOnlyDictionary<string, string> Variables { get; set; } = new Dictionary<string, string>();

    public required IReadOnlyList<Check> Checks { get; set; }

    public IReadOnlyList<Recording> Recordings { get; set; } = [];

    public string[] Tags { get; set; } = [];

    public CaseSource Source { get; init; }

    public required byte[] ContentHash { get; set; }

    public Guid? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ChangedAt { get; set; }

    public DateTimeOffset? ArchivedAt { get; set; }

    public CaseContent Content
    {
        get => new(Messages, Checks) { Variables = Variables, Recordings = Recordings };
        set => (Messages, Checks, Variables, Recordings, ContentHash) = (value.Messages, value.Checks, value.Variables, value.Recordings, value.Hash());
    }

    internal sealed class Mapping : IEntityTypeConfiguration<EvalCase>
    {
        public void Configure(EntityTypeBuilder<EvalCase> builder)
        {
            builder.HasKey(row => new { row.OrganizationId, row.Id });
            builder.Ignore(row => row.Content);
            builder.Property(row => row.Source).HasConversion<SnakeCaseConverter<CaseSource>>();
            builder.Property(row => row.CreatedAt).HasDefaultValueSql("now()");
            builder.Property(row => row.ChangedAt).HasDefaultValueSql("now()");
            AsJson(builder.Property(row => row.Messages));
            AsJson(builder.Property(row => row.Variables));
            AsJson(builder.Property(row => row.Checks));
            AsJson(builder.Property(row => row.Recordings));
        }

        // Never changed in place, only replaced.
        private static void AsJson<T>(PropertyBuilder<T> property)
            where T : class =>
            property.HasColumnType("jsonb").HasConversion(
                value => EvalJson.Write(value), json => EvalJson.Read<T>(json), new ValueComparer<T>((a, b) => ReferenceEquals(a, b), value => value.GetHashCode()));
    }
}
