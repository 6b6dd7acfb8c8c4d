using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat.Turns;

/// <summary>A row of <c>turn_event</c>.</summary>
internal sealed class StoredTurnEvent
{
    public required Guid OrganizationId { get; init; }

    public required Guid TurnId { get; init; }

    public required int Number { get; init; }

    public required Guid OwnerId { get; init; }

    public required string Kind { get; init; }

    public required TurnEventData Data { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public static string ToJson(TurnEventData data) => JsonSerializer.Serialize(data, ChatJson.Options);

    private sealed class Mapping : IEntityTypeConfiguration<StoredTurnEvent>
    {
        public void Configure(EntityTypeBuilder<StoredTurnEvent> builder)
        {
            builder.ToTable("turn_event").HasKey(row => new { row.OrganizationId, row.TurnId, row.Number });
            builder.Property(row => row.Data).HasColumnType("jsonb").HasConversion(
                data => ToJson(data),
                json => JsonSerializer.Deserialize<TurnEventData>(json, ChatJson.Options)!);
        }
    }
}
