using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Evals;

/// <summary>A model that says whether an answer is good, by a rubric.</summary>
internal sealed class EvalJudge
{
    public required Guid OrganizationId { get; init; }

    public required Guid Id { get; init; }

    public required string Name { get; set; }

    public required string Rubric { get; set; }

    /// <summary>An alias or a pinned id.</summary>
    public required string Model { get; set; }

    /// <summary>Of rubric and model: what people said of it under another hash does not count for this one.</summary>
    public required byte[] ContentHash { get; set; }

    public Guid? CreatedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ArchivedAt { get; set; }

    public static byte[] HashOf(string rubric, string model) => SHA256.HashData(Encoding.UTF8.GetBytes($"{model}\n{rubric.ReplaceLineEndings("\n")}"));

    internal sealed class Mapping : IEntityTypeConfiguration<EvalJudge>
    {
        public void Configure(EntityTypeBuilder<EvalJudge> builder)
        {
            builder.HasKey(judge => new { judge.OrganizationId, judge.Id });
            builder.Property(judge => judge.CreatedAt).HasDefaultValueSql("now()");
        }
    }
}
