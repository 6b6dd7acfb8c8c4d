using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Prompts;

/// <summary>What a prompt says, for ever: versions are never changed.</summary>
internal sealed class PromptVersion
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid PromptId { get; init; }

    /// <summary>A semantic version: <c>1.0.0</c>.</summary>
    public required string Version { get; init; }

    public required byte[] ContentHash { get; init; }

    public required string Template { get; init; }

    /// <summary>The template with the prompts it names put in, as they stood when it was saved; <see langword="null"/> when it names none.</summary>
    public string? Body { get; init; }

    public IReadOnlyList<PromptVariable> Variables { get; init; } = [];

    public PromptSettings Settings { get; init; } = new();

    public IReadOnlyList<IncludedPrompt> Includes { get; init; } = [];

    public Guid? AuthorId { get; init; }

    public string Note { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public PromptContent Content => new(Template) { Variables = Variables, Settings = Settings };

    internal sealed class Mapping : IEntityTypeConfiguration<PromptVersion>
    {
        public void Configure(EntityTypeBuilder<PromptVersion> builder)
        {
            builder.HasKey(version => new { version.OrganizationId, version.Id });
            builder.Ignore(version => version.Content);
            builder.Property(version => version.CreatedAt).HasDefaultValueSql("now()");
            builder.Property(version => version.Variables).HasColumnType("jsonb").HasConversion(value => Write(value), text => Read<IReadOnlyList<PromptVariable>>(text));
            builder.Property(version => version.Settings).HasColumnType("jsonb").HasConversion(value => Write(value), text => Read<PromptSettings>(text));
            builder.Property(version => version.Includes).HasColumnType("jsonb").HasConversion(value => Write(value), text => Read<IReadOnlyList<IncludedPrompt>>(text));
        }

        private static string Write<T>(T value) => JsonSerializer.Serialize(value, PromptContent.Json);

        private static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, PromptContent.Json)!;
    }
}
