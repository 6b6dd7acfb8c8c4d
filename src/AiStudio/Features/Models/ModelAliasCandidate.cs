using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Models;

/// <summary>One model at one provider behind an alias; of each list, the lowest position is tried first.</summary>
internal sealed class ModelAliasCandidate
{
    public Guid OrganizationId { get; init; }

    public Guid AliasId { get; init; }

    public CandidateList List { get; init; }

    public int Position { get; init; }

    public Guid ConnectionId { get; init; }

    public required string ModelId { get; init; }

    /// <summary>Its share of first tries where the alias is weighted.</summary>
    public int Weight { get; init; } = 1;

    internal sealed class Mapping : IEntityTypeConfiguration<ModelAliasCandidate>
    {
        public void Configure(EntityTypeBuilder<ModelAliasCandidate> builder)
        {
            builder.HasKey(candidate => new { candidate.OrganizationId, candidate.AliasId, candidate.List, candidate.Position });
            builder.Property(candidate => candidate.List).HasConversion<SnakeCaseConverter<CandidateList>>();
        }
    }
}
