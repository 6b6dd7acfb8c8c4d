using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.People.Invitations;

/// <summary>An address that may become a member. The token itself is in the link only; here is its hash.</summary>
internal sealed class Invitation
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; }

    public required string Email { get; init; }

    public Role Role { get; init; }

    public required byte[] TokenHash { get; init; }

    public Guid InvitedBy { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; set; }

    public DateTimeOffset? RevokedAt { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public bool IsOpen(DateTimeOffset now) => AcceptedAt is null && RevokedAt is null && ExpiresAt > now;

    internal sealed class Mapping : IEntityTypeConfiguration<Invitation>
    {
        public void Configure(EntityTypeBuilder<Invitation> builder)
        {
            builder.HasKey(invitation => new { invitation.OrganizationId, invitation.Id });
            builder.Property(invitation => invitation.Role).HasConversion(role => role.ToName(), name => RoleNames.Parse(name)!.Value);
            builder.Property(invitation => invitation.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
