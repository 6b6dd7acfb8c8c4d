using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat.Turns;

/// <summary>What was looked for and found for a turn: ids and the scores of each arm, the text stands in the chunks. The person's own, as the chat is.</summary>
internal sealed class RetrievalLog
{
    // What stands further down explains nothing.
    private const int Kept = 50;

    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public Guid? TurnId { get; init; }

    public required string Query { get; init; }

    public required string Candidates { get; init; }

    public required int DurationMs { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required Guid[] KnowledgeBaseIds { get; init; }

    /// <summary>The question that was searched for, when it was not the one that was asked.</summary>
    public string? Rewritten { get; init; }

    /// <summary>Whether anything fitted well enough to be given to the model.</summary>
    public bool Fits { get; init; } = true;

    /// <summary>How it was searched, so that it can be done again.</summary>
    public string? Settings { get; init; }

    public static string Describe(Retrieval found) => JsonSerializer.Serialize(
        found.Candidates.Take(Kept).Select((candidate, at) => new
        {
            candidate.Chunk.ChunkId, candidate.Chunk.DocumentVersionId, candidate.Score, candidate.Words, candidate.Vector, Used = found.Fits && at < found.Passages.Count,
        }), ChatJson.Options);

    private sealed class Mapping : IEntityTypeConfiguration<RetrievalLog>
    {
        public void Configure(EntityTypeBuilder<RetrievalLog> builder)
        {
            builder.HasKey(log => new { log.OrganizationId, log.Id });
            builder.Property(log => log.Candidates).HasColumnType("jsonb");
            builder.Property(log => log.Settings).HasColumnType("jsonb");
        }
    }
}
