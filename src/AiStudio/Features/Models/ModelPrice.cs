using AiStudio.Gateway.Upstream;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace AiStudio.Features.Models;

/// <summary>What a model costs from a moment on, in nano-dollars per million tokens. Never changed: a new price is a new row.</summary>
public sealed class ModelPrice
{
    public Guid OrganizationId { get; init; }

    public Guid Id { get; init; } = Guid.CreateVersion7();

    public ProviderKind ProviderKind { get; init; }

    public required string ModelId { get; init; }

    public DateTimeOffset EffectiveFrom { get; init; }

    public long InputNanoPerMillion { get; init; }

    public long CachedInputNanoPerMillion { get; init; }

    public long CacheWriteNanoPerMillion { get; init; }

    public long OutputNanoPerMillion { get; init; }

    /// <summary>From more input tokens on, the whole call goes at the long prices. All five are set, or none is.</summary>
    public long? AboveInputTokens { get; init; }

    public long? LongInputNanoPerMillion { get; init; }

    public long? LongCachedInputNanoPerMillion { get; init; }

    public long? LongCacheWriteNanoPerMillion { get; init; }

    public long? LongOutputNanoPerMillion { get; init; }

    public int ContextWindow { get; init; }

    public int MaxOutputTokens { get; init; }

    public required string Source { get; init; }

    public Gateway.Budgets.ModelPrice ToGateway() =>
        new(Id, InputNanoPerMillion, CachedInputNanoPerMillion, CacheWriteNanoPerMillion, OutputNanoPerMillion, LongPrompt());

    public bool SaysTheSameAs(ModelPrice other) =>
        ToGateway() with { Id = other.Id } == other.ToGateway() && ContextWindow == other.ContextWindow && MaxOutputTokens == other.MaxOutputTokens;

    private Gateway.Budgets.LongPromptPrice? LongPrompt() => AboveInputTokens is { } line
        ? new(line, LongInputNanoPerMillion!.Value, LongCachedInputNanoPerMillion!.Value, LongCacheWriteNanoPerMillion!.Value, LongOutputNanoPerMillion!.Value)
        : null;

    internal sealed class Mapping : IEntityTypeConfiguration<ModelPrice>
    {
        public void Configure(EntityTypeBuilder<ModelPrice> builder)
        {
            builder.HasKey(price => new { price.OrganizationId, price.Id });
            builder.Property(price => price.ProviderKind).HasConversion(ProviderKindText.Converter);
        }
    }
}
