using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval.Packing;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Knowledge.Retrieval.Logging;

/// <summary>What was looked for and found: ids and the scores of each arm. The person's own, as the chat is, and of a program's search its key's creator's.</summary>
internal sealed class RetrievalLog
{
    // What stands further down explains nothing.
    public const int Kept = 50;

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

    /// <summary>How it was searched, so that it can be done again; null when not all bases were searched alike.</summary>
    public string? Settings { get; init; }

    /// <summary>How each base was searched, when not all alike.</summary>
    public string? BaseSettings { get; init; }

    /// <summary>What it was narrowed to; null when it was not.</summary>
    public string? Filter { get; init; }

    public RetrievalSource Source { get; init; }

    /// <summary>How many passages were asked for, when it was not the settings that said so.</summary>
    public int? TopK { get; init; }

    /// <summary>How many were chosen and left out because the token budget was used up.</summary>
    public int Omitted { get; init; }

    /// <summary>Who brought the candidates into their last order, when that was not the local ranking.</summary>
    public string? RerankedBy { get; init; }

    /// <summary>What did not go as it was set, as a sentence.</summary>
    public string? Note { get; init; }

    /// <summary>The approved answer that was given.</summary>
    public Guid? CuratedAnswerId { get; init; }

    /// <summary>The candidates, best first, with what became of each; then the neighbours that were given.</summary>
    public static string Describe(Retrieval found, PackedPassages packed)
    {
        var used = packed.Passages.Select(passage => passage.ChunkId).ToHashSet();
        var omitted = found.Fits ? found.Passages.Select(passage => passage.ChunkId).Where(id => !used.Contains(id)).ToHashSet() : [];
        return JsonSerializer.Serialize<IEnumerable<LoggedCandidate>>(
        [
            .. found.Candidates.Where((candidate, at) => at < Kept || used.Contains(candidate.Chunk.ChunkId) || omitted.Contains(candidate.Chunk.ChunkId))
                .Select(candidate => new LoggedCandidate(
                    candidate.Chunk.ChunkId, candidate.Chunk.DocumentVersionId, candidate.Score, candidate.Words, candidate.Vector, candidate.Reranked,
                    used.Contains(candidate.Chunk.ChunkId), omitted.Contains(candidate.Chunk.ChunkId))),
            .. packed.Passages.Where(passage => passage.IsNeighbour && found.Candidates.All(candidate => candidate.Chunk.ChunkId != passage.ChunkId))
                .Select(passage => new LoggedCandidate(passage.ChunkId, passage.DocumentVersionId, 0, null, null, null, Used: true, Neighbour: true)),
        ], RetrievalJson.Options);
    }

    private sealed class Mapping : IEntityTypeConfiguration<RetrievalLog>
    {
        public void Configure(EntityTypeBuilder<RetrievalLog> builder)
        {
            builder.HasKey(log => new { log.OrganizationId, log.Id });
            builder.Property(log => log.Candidates).HasColumnType("jsonb");
            builder.Property(log => log.Settings).HasColumnType("jsonb");
            builder.Property(log => log.BaseSettings).HasColumnType("jsonb");
            builder.Property(log => log.Filter).HasColumnType("jsonb");
            builder.Property(log => log.Source).HasConversion(new SnakeCaseConverter<RetrievalSource>());
        }
    }
}
