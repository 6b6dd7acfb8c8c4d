using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Chat;

/// <summary>Who answers: a prompt, a model and what it reads.</summary>
internal sealed class Assistant
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public string Description { get; set; } = "";

    public required Guid PromptId { get; set; }

    /// <summary>An alias or a pinned model id.</summary>
    public required string Model { get; set; }

    /// <summary>The tag its spend is reported under.</summary>
    public string Feature { get; set; } = "chat";

    /// <summary>How many passages an answer may read.</summary>
    public int TopK { get; set; } = 6;

    /// <summary>Only documents with one of these tags are read; none: all.</summary>
    public string[] ReadTags { get; set; } = [];

    /// <summary>Only documents that were added or replaced within so many days are read, 1 to 3,650; null: all.</summary>
    public int? ReadDays { get; set; }

    public bool IsDefault { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Assistant>
    {
        public void Configure(EntityTypeBuilder<Assistant> builder) => builder.HasKey(assistant => new { assistant.OrganizationId, assistant.Id });
    }
}
