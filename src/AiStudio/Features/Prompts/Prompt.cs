using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Prompts;

/// <summary>A prompt by name; what it says is in its versions.</summary>
internal sealed class Prompt
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Slug { get; init; }

    public required string Name { get; set; }

    public DateTimeOffset? ArchivedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<Prompt>
    {
        public void Configure(EntityTypeBuilder<Prompt> builder) => builder.HasKey(prompt => new { prompt.OrganizationId, prompt.Id });
    }
}
