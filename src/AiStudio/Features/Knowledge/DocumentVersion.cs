using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge;

/// <summary>One uploaded file, as it came and as text.</summary>
internal sealed class DocumentVersion
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid DocumentId { get; init; }

    public required int Number { get; init; }

    public required string MediaType { get; init; }

    public required long SizeBytes { get; init; }

    /// <summary>SHA-256 of the file, which is stored once in an organization.</summary>
    public required byte[] ContentHash { get; init; }

    /// <summary>What was extracted; spans of chunks count its UTF-16 code units.</summary>
    public string? Text { get; set; }

    /// <summary>Pages, slides or sheets; null for kinds that have none, and before the text was extracted.</summary>
    public int? Pages { get; set; }

    /// <summary>How long its chunks were meant to be, in tokens; null before it was cut, and of versions cut before this was noted.</summary>
    public int? ChunkTokens { get; set; }

    public int? OverlapTokens { get; set; }

    public Guid? JobId { get; set; }

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class DocumentVersionMapping : IEntityTypeConfiguration<DocumentVersion>
{
    public void Configure(EntityTypeBuilder<DocumentVersion> builder) => builder.HasKey(version => new { version.OrganizationId, version.Id });
}
