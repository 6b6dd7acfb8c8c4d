using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Traces.Replay;

/// <summary>A call that is asked again, and what came of it: figures only, texts are in the payloads of the two calls.</summary>
public sealed class CallReplay
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public Guid CallId { get; init; }

    public Guid? BacktestId { get; init; }

    public ReplayMode Mode { get; init; }

    public Guid? VersionId { get; init; }

    public string? Model { get; init; }

    public ReplayState State { get; set; }

    public string? ErrorCode { get; set; }

    public string? ErrorMessage { get; set; }

    /// <summary>The new call, of the latest try.</summary>
    public Guid? AnswerCallId { get; set; }

    /// <summary>Whether the provider was sent the same bytes; null: nobody can say.</summary>
    public bool? Identical { get; set; }

    public bool? SameAnswer { get; set; }

    /// <summary>In characters.</summary>
    public int? LengthBefore { get; set; }

    public int? LengthAfter { get; set; }

    public bool? DeclinedBefore { get; set; }

    public bool? DeclinedAfter { get; set; }

    /// <summary>The numbers of the passages that the answer names.</summary>
    public int[]? CitedBefore { get; set; }

    public int[]? CitedAfter { get; set; }

    /// <summary>Of a backtest: what asking again and judging may cost at most.</summary>
    public long EstimateNanoUsd { get; init; }

    /// <summary>What the judge of its backtest says of each answer alone; null: nothing.</summary>
    public bool? PassedBefore { get; set; }

    public bool? PassedAfter { get; set; }

    /// <summary>Why the judge says nothing, for people.</summary>
    public string? JudgeError { get; set; }

    public Guid RequestedBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? EndedAt { get; set; }

    internal sealed class Mapping : IEntityTypeConfiguration<CallReplay>
    {
        public void Configure(EntityTypeBuilder<CallReplay> builder)
        {
            builder.ToTable("replay");
            builder.HasKey(replay => new { replay.OrganizationId, replay.Id });
            builder.Property(replay => replay.Mode).HasConversion(new SnakeCaseConverter<ReplayMode>());
            builder.Property(replay => replay.State).HasConversion(new SnakeCaseConverter<ReplayState>());
        }
    }
}
