using System.Security.Cryptography;
using System.Text;
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

    public Guid? AuthorId { get; init; }

    public string Note { get; init; } = "";

    /// <summary>SHA-256 of the text with line feeds only: the same words have the same hash wherever they were typed.</summary>
    public static byte[] HashOf(string template) => SHA256.HashData(Encoding.UTF8.GetBytes(template.ReplaceLineEndings("\n")));

    internal sealed class Mapping : IEntityTypeConfiguration<PromptVersion>
    {
        public void Configure(EntityTypeBuilder<PromptVersion> builder) => builder.HasKey(version => new { version.OrganizationId, version.Id });
    }
}
