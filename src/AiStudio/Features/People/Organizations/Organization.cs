using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.People.Organizations;

/// <summary>A tenant.</summary>
internal sealed class Organization
{
    public const int LongestName = 200;

    public Guid Id { get; init; }

    public required string Name { get; set; }

    /// <summary>An IANA name. It stays from the first call on: see <see cref="OrganizationSettings"/>.</summary>
    public string TimeZone { get; set; } = OrganizationZone.Default;

    public DateTimeOffset? SuspendedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Organization>
    {
        public void Configure(EntityTypeBuilder<Organization> builder)
        {
            builder.Property(organization => organization.Id).ValueGeneratedNever();
            builder.Property(organization => organization.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
