using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Models;

/// <summary>A provider as one organization reaches it. The key is sealed for this connection and no other.</summary>
internal sealed class ProviderConnection
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; init; }

    public ProviderKind Kind { get; init; }

    public string? BaseUrl { get; private set; }

    public byte[]? Secret { get; private set; }

    public long Revision { get; private set; } = 1;

    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>Whether anything changed. The revision moves with every change, so that nodes drop the client they kept.</summary>
    public bool Point(Uri baseUrl, string apiKey, SecretBox box)
    {
        if (BaseUrl == baseUrl.AbsoluteUri && Secret is not null && OpenSecret(box) == apiKey)
        {
            return false;
        }

        BaseUrl = baseUrl.AbsoluteUri;
        Secret = box.Seal(apiKey, Purpose);
        Revision++;
        return true;
    }

    /// <summary>Throws <see cref="System.Security.Cryptography.CryptographicException"/> when it was sealed for another connection or under another master key.</summary>
    public string OpenSecret(SecretBox box) => Secret is null ? "" : box.Open(Secret, Purpose);

    private string Purpose => $"provider_connection:{Id}";

    internal sealed class Mapping : IEntityTypeConfiguration<ProviderConnection>
    {
        public void Configure(EntityTypeBuilder<ProviderConnection> builder)
        {
            builder.HasKey(connection => new { connection.OrganizationId, connection.Id });
            builder.Property(connection => connection.Kind).HasConversion(ProviderKindText.Converter);
        }
    }
}
