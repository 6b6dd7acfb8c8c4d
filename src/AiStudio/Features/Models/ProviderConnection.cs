using System.Security.Cryptography;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Models;

/// <summary>A provider as one organization reaches it. The key is sealed for this connection and no other. Every change moves the revision, so that nodes drop the client they kept.</summary>
internal sealed class ProviderConnection
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Name { get; set; }

    public ProviderKind Kind { get; init; }

    public string? BaseUrl { get; private set; }

    public byte[]? Secret { get; private set; }

    public KeyHeader KeyHeader { get; private set; }

    public IReadOnlyDictionary<string, string> Headers { get; private set; } = new Dictionary<string, string>();

    public IReadOnlyDictionary<string, string> Query { get; private set; } = new Dictionary<string, string>();

    public long Revision { get; private set; } = 1;

    /// <summary>Whether it came from the installation's configuration.</summary>
    public bool Configured { get; private set; }

    public DateTimeOffset? DisabledAt { get; private set; }

    /// <summary>The configuration names it: sets address and key, and it serves again if it was named no more. One that an admin has disabled stays so.</summary>
    public void Point(Uri baseUrl, string apiKey, SecretBox box)
    {
        Configured = true;
        if (Secret is null)
        {
            DisabledAt = null;
        }

        var keyHeader = Kind == ProviderKind.Anthropic ? KeyHeader.XApiKey : KeyHeader.Authorization;
        if (BaseUrl != baseUrl.AbsoluteUri || KeyHeader != keyHeader || !Holds(apiKey, box))
        {
            (BaseUrl, KeyHeader) = (baseUrl.AbsoluteUri, keyHeader);
            SetKey(apiKey, box);
        }
    }

    /// <summary>The configuration names it no more: it keeps its place behind the aliases, but serves nothing, and its key is gone.</summary>
    public void Retire(DateTimeOffset now)
    {
        if (DisabledAt is null || Secret is not null)
        {
            Secret = null;
            Disable(now);
        }
    }

    /// <summary>Another address. With another scheme, host or port the key is forgotten, and the answer is true: whoever can change an address must not receive the key there.</summary>
    public bool MoveTo(Uri baseUrl)
    {
        var forgets = Secret is not null && (BaseUrl is null || Origin(new Uri(BaseUrl)) != Origin(baseUrl));
        if (forgets)
        {
            Secret = null;
        }

        BaseUrl = baseUrl.AbsoluteUri;
        Revision++;
        return forgets;
    }

    /// <summary>What the server wants besides address and key.</summary>
    public void Expect(KeyHeader keyHeader, IReadOnlyDictionary<string, string> headers, IReadOnlyDictionary<string, string> query)
    {
        (KeyHeader, Headers, Query) = (keyHeader, headers, query);
        Revision++;
    }

    public void SetKey(string apiKey, SecretBox box)
    {
        Secret = box.Seal(apiKey, Purpose);
        Revision++;
    }

    public void Disable(DateTimeOffset now)
    {
        DisabledAt ??= now;
        Revision++;
    }

    public void Enable()
    {
        DisabledAt = null;
        Revision++;
    }

    /// <summary>Throws <see cref="CryptographicException"/> when it was sealed for another connection or under another master key.</summary>
    public string OpenSecret(SecretBox box) => Secret is null ? "" : box.Open(Secret, Purpose);

    /// <summary>As the gateway takes it, with the key in the clear; throws as <see cref="OpenSecret"/> does.</summary>
    public Gateway.Upstream.ProviderConnection Open(SecretBox box) =>
        new(Id, Name, Kind, BaseUrl is null ? null : new Uri(BaseUrl), OpenSecret(box) is { Length: > 0 } key ? new ProviderKey(key) : ProviderKey.None, Revision)
        {
            KeyHeader = KeyHeader,
            Headers = Headers,
            Query = Query,
        };

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

    private static (string Scheme, string Host, int Port) Origin(Uri uri) => (uri.Scheme, uri.IdnHost, uri.Port);

    private string Purpose => $"provider_connection:{Id}";

    internal sealed class Mapping : IEntityTypeConfiguration<ProviderConnection>
    {
        public void Configure(EntityTypeBuilder<ProviderConnection> builder)
        {
            builder.HasKey(connection => new { connection.OrganizationId, connection.Id });
            builder.Property(connection => connection.Kind).HasConversion(ProviderKindText.Converter);
            builder.Property(connection => connection.KeyHeader).HasConversion(ProviderTexts.KeyHeader);
            builder.Property(connection => connection.Headers).HasConversion(ProviderTexts.Pairs, ProviderTexts.PairsCompared).HasColumnType("jsonb");
            builder.Property(connection => connection.Query).HasConversion(ProviderTexts.Pairs, ProviderTexts.PairsCompared).HasColumnType("jsonb");
        }
    }
}
