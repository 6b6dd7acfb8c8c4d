using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.People.Members;

/// <summary>An account's place in an organization. Disabled, it opens nothing there.</summary>
internal sealed class Membership
{
    public Guid OrganizationId { get; init; }

    public Guid UserId { get; init; }

    public Role Role { get; set; }

    public DateTimeOffset? DisabledAt { get; set; }

    /// <summary>The part of the organization that their spend counts for.</summary>
    public Guid? UnitId { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    internal sealed class Mapping : IEntityTypeConfiguration<Membership>
    {
        public void Configure(EntityTypeBuilder<Membership> builder)
        {
            builder.HasKey(membership => new { membership.OrganizationId, membership.UserId });
            builder.Property(membership => membership.Role).HasConversion(role => role.ToName(), name => RoleNames.Parse(name)!.Value);
            builder.Property(membership => membership.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
