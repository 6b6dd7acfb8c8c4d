using System.Security.Cryptography;
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

    /// <summary>Whether it came from the installation's configuration.</summary>
    public bool Configured { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>The configuration names it: sets address and key, and it serves again if it was named no more. The revision moves when one of them changed, so that nodes drop the client they kept.</summary>
    public void Point(Uri baseUrl, string apiKey, SecretBox box)
    {
        (Configured, DisabledAt) = (true, null);
        if (BaseUrl == baseUrl.AbsoluteUri && Holds(apiKey, box))
        {
            return;
        }

        BaseUrl = baseUrl.AbsoluteUri;
        Secret = box.Seal(apiKey, Purpose);
        Revision++;
    }

    /// <summary>The configuration names it no more: it keeps its place behind the aliases, but serves nothing, and its key is gone.</summary>
    public void Retire(DateTimeOffset now)
    {
        if (DisabledAt is null)
        {
            (DisabledAt, Secret) = (now, null);
            Revision++;
        }
    }

    /// <summary>Throws <see cref="CryptographicException"/> when it was sealed for another connection or under another master key.</summary>
    public string OpenSecret(SecretBox box) => Secret is null ? "" : box.Open(Secret, Purpose);

    // Sealed under a master key that is gone, it holds nothing any more: the configured key takes its place.
    private bool Holds(string apiKey, SecretBox box)
    {
        try
        {
            return Secret is not null && OpenSecret(box) == apiKey;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

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
