using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat.Turns;

/// <summary>What was looked for and found for a turn: ids and scores, the text stands in the chunks.</summary>
internal sealed class RetrievalLog
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public Guid? TurnId { get; init; }

    public required string Query { get; init; }

    public required string Candidates { get; init; }

    public required int DurationMs { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static string Candidate(IEnumerable<RetrievedPassage> passages) =>
        JsonSerializer.Serialize(passages.Select(passage => new { passage.ChunkId, passage.DocumentVersionId, passage.Score }), ChatJson.Options);

    private sealed class Mapping : IEntityTypeConfiguration<RetrievalLog>
    {
        public void Configure(EntityTypeBuilder<RetrievalLog> builder)
        {
            builder.HasKey(log => new { log.OrganizationId, log.Id });
            builder.Property(log => log.Candidates).HasColumnType("jsonb");
        }
    }
}
