using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.People.Units;

/// <summary>A part of an organization that has people: a department, a team, a cost centre.</summary>
internal sealed class OrganizationUnit
{
    public const int LongestName = 100;

    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>From then on nobody is put into it.</summary>
    public DateTimeOffset? ArchivedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<OrganizationUnit>
    {
        public void Configure(EntityTypeBuilder<OrganizationUnit> builder)
        {
            builder.HasKey(unit => new { unit.OrganizationId, unit.Id });
            builder.Property(unit => unit.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
