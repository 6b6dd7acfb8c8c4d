using AiStudio.Platform.Data;
using AiStudio.Platform.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Notifications.Alerts;

/// <summary>A way alerts leave by. The address of a hook is a secret: whoever has it may write there.</summary>
internal sealed class AlertChannel
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public ChannelKind Kind { get; init; }

    public required string Name { get; init; }

    /// <summary>The address of the mailbox, or the host of the hook.</summary>
    public required string Target { get; init; }

    public byte[]? Secret { get; private set; }

    public DateTimeOffset? DisabledAt { get; set; }

    public void Seal(Uri hook, SecretBox box) => Secret = box.Seal(hook.AbsoluteUri, Purpose);

    /// <summary>Throws <see cref="System.Security.Cryptography.CryptographicException"/> when it was sealed for another channel or under another master key.</summary>
    public Uri OpenHook(SecretBox box) => new(box.Open(Secret, Purpose));

    private string Purpose => $"alert_channel:{Id}";

    internal sealed class Mapping : IEntityTypeConfiguration<AlertChannel>
    {
        public void Configure(EntityTypeBuilder<AlertChannel> builder)
        {
            builder.HasKey(channel => new { channel.OrganizationId, channel.Id });
            builder.Property(channel => channel.Kind).HasConversion<SnakeCaseConverter<ChannelKind>>();
        }
    }
}
