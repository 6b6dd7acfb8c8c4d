using System.Text.Json;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat;

/// <summary>A node of a conversation's tree: an edited question or a second answer is a sibling.</summary>
internal sealed class Message
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required Guid OwnerId { get; init; }

    public required Guid ConversationId { get; init; }

    public Guid? ParentId { get; init; }

    public required MessageRole Role { get; init; }

    public required MessageState State { get; set; }

    public required IReadOnlyList<MessagePart> Parts { get; set; }

    public Guid? TurnId { get; init; }

    public Guid? CallId { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string Text => TextOf(Parts);

    public static string TextOf(IEnumerable<MessagePart> parts) => string.Concat(parts.OfType<TextPart>().Select(part => part.Text));

    private sealed class Mapping : IEntityTypeConfiguration<Message>
    {
        public void Configure(EntityTypeBuilder<Message> builder)
        {
            builder.HasKey(message => new { message.OrganizationId, message.Id });
            builder.Ignore(message => message.Text);
            builder.Property(message => message.Role).HasConversion<SnakeCaseConverter<MessageRole>>();
            builder.Property(message => message.State).HasConversion<SnakeCaseConverter<MessageState>>();
            builder.Property(message => message.Parts).HasColumnType("jsonb").HasConversion(
                parts => JsonSerializer.Serialize(parts, ChatJson.Options),
                json => JsonSerializer.Deserialize<IReadOnlyList<MessagePart>>(json, ChatJson.Options)!,
                // Parts are never changed in place, only replaced.
                new ValueComparer<IReadOnlyList<MessagePart>>((a, b) => ReferenceEquals(a, b), parts => parts.Count));
            builder.HasOne<Conversation>().WithMany()
                .HasForeignKey(message => new { message.OrganizationId, message.OwnerId, message.ConversationId })
                .HasPrincipalKey(conversation => new { conversation.OrganizationId, conversation.OwnerId, conversation.Id });
            builder.HasOne<Message>().WithMany()
                .HasForeignKey(message => new { message.OrganizationId, message.OwnerId, message.ConversationId, message.ParentId })
                .HasPrincipalKey(message => new { message.OrganizationId, message.OwnerId, message.ConversationId, message.Id })
                .IsRequired(false);
        }
    }
}
