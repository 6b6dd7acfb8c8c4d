using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat.Turns;

/// <summary>One question being answered. It is durable: the node that runs it holds a lease, and another closes it when the lease runs out.</summary>
internal sealed class Turn
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required Guid ConversationId { get; init; }

    public required Guid QuestionId { get; init; }

    public required Guid AnswerId { get; init; }

    /// <summary>What is asked: an alias or a pinned model id.</summary>
    public required string Model { get; init; }

    public TurnState State { get; init; } = TurnState.Running;

    public Guid? CallId { get; init; }

    public string? ErrorCode { get; init; }

    public string? ErrorMessage { get; init; }

    public DateTimeOffset? StopRequestedAt { get; init; }

    /// <summary>By the database's clock, from the first: the column's default begins it, <see cref="TurnLease"/> renews it.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    private sealed class Mapping : IEntityTypeConfiguration<Turn>
    {
        public void Configure(EntityTypeBuilder<Turn> builder)
        {
            builder.HasKey(turn => new { turn.OrganizationId, turn.Id });
            builder.Property(turn => turn.LeaseUntil).ValueGeneratedOnAdd();
            builder.Property(turn => turn.State).HasConversion<SnakeCaseConverter<TurnState>>();
            builder.HasOne<Message>().WithMany()
                .HasForeignKey(turn => new { turn.OrganizationId, turn.OwnerId, turn.ConversationId, turn.QuestionId })
                .HasPrincipalKey(message => new { message.OrganizationId, message.OwnerId, message.ConversationId, message.Id });
            builder.HasOne<Message>().WithMany()
                .HasForeignKey(turn => new { turn.OrganizationId, turn.OwnerId, turn.ConversationId, turn.AnswerId })
                .HasPrincipalKey(message => new { message.OrganizationId, message.OwnerId, message.ConversationId, message.Id });
        }
    }
}
