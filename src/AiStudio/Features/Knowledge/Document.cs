using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge;

/// <summary>A document of a knowledge base. Its current version is the one that is searched; older ones stay for the citations given from them.</summary>
internal sealed class Document
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid KnowledgeBaseId { get; init; }

    public required string Name { get; init; }

    /// <summary>What a program that syncs its own documents calls it; null for documents that people add.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The web page it is a copy of.</summary>
    public string? SourceUrl { get; set; }

    public DocumentState State { get; set; } = DocumentState.Waiting;

    public string? Failure { get; set; }

    public Guid? CurrentVersionId { get; set; }

    public int ChunkCount { get; set; }

    /// <summary>What lists and searches can be narrowed to; in lower case.</summary>
    public string[] Tags { get; set; } = [];

    public Guid? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; set; }
}

internal sealed class DocumentMapping : IEntityTypeConfiguration<Document>
{
    public void Configure(EntityTypeBuilder<Document> builder)
    {
        builder.HasKey(document => new { document.OrganizationId, document.Id });
        builder.Property(document => document.State)
            .HasConversion<SnakeCaseConverter<DocumentState>>();
    }
}
