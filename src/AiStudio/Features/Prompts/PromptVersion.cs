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

    /// <summary>What it needs: its own and those of the prompts put in.</summary>
    public IReadOnlyList<PromptVariable> Variables { get; init; } = [];

    /// <summary>Those that it declares itself; <see langword="null"/> when all of them are.</summary>
    public IReadOnlyList<PromptVariable>? OwnVariables { get; init; }

    public PromptSettings Settings { get; init; } = new();

    public IReadOnlyList<IncludedPrompt> Includes { get; init; } = [];

    public Guid? AuthorId { get; init; }

    public string Note { get; init; } = "";

    /// <summary>Words to find it by, in order.</summary>
    public string[] Tags { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>As its author wrote it, with its own variables only.</summary>
    public PromptContent Content => new(Template) { Variables = OwnVariables ?? Variables, Settings = Settings };

    /// <summary>Whether it is this, with these put in. Of versions older than the difference the hash does not tell own variables from others.</summary>
    public bool Says(PromptContent content, IReadOnlyList<IncludedPrompt> includes)
    {
        var hash = content.Hash(includes);
        return ContentHash.AsSpan().SequenceEqual(hash) || (Content with { Variables = Variables }).Hash(Includes).AsSpan().SequenceEqual(hash);
    }

    internal sealed class Mapping : IEntityTypeConfiguration<PromptVersion>
    {
        public void Configure(EntityTypeBuilder<PromptVersion> builder)
        {
            builder.HasKey(version => new { version.OrganizationId, version.Id });
            builder.Ignore(version => version.Content);
            builder.Property(version => version.CreatedAt).HasDefaultValueSql("now()");
            builder.Property(version => version.Variables).HasColumnType("jsonb").HasConversion(value => Write(value), text => Read<IReadOnlyList<PromptVariable>>(text));
            builder.Property(version => version.OwnVariables).HasColumnType("jsonb").HasConversion(value => Write(value), text => Read<IReadOnlyList<PromptVariable>?>(text));
            builder.Property(version => version.Settings).HasColumnType("jsonb").HasConversion(value => Write(value), text => Read<PromptSettings>(text));
            builder.Property(version => version.Includes).HasColumnType("jsonb").HasConversion(value => Write(value), text => Read<IReadOnlyList<IncludedPrompt>>(text));
        }

        private static string Write<T>(T value) => JsonSerializer.Serialize(value, PromptContent.Json);

        private static T Read<T>(string text) => JsonSerializer.Deserialize<T>(text, PromptContent.Json)!;
    }
}
