using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Models;

/// <summary>A name that callers ask for, and the models behind it in the order they are tried.</summary>
internal sealed class ModelAlias
{
    public const string Balanced = "balanced";
    public const string Fast = "fast";
    public const string Quality = "quality";
    public const string Embedding = "embedding";

    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public required string Alias { get; init; }

    public RoutingStrategy Strategy { get; set; }

    /// <summary>Moves with every change of the alias or of what stands behind it.</summary>
    public long Revision { get; set; } = 1;

    internal sealed class Mapping : IEntityTypeConfiguration<ModelAlias>
    {
        public void Configure(EntityTypeBuilder<ModelAlias> builder)
        {
            builder.HasKey(alias => new { alias.OrganizationId, alias.Id });
            builder.Property(alias => alias.Strategy).HasConversion<SnakeCaseConverter<RoutingStrategy>>();
        }
    }
}
