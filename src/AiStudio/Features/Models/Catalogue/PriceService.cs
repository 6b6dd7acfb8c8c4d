using System.Data.Common;
using AiStudio.Features.ActivityLog;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Models.Catalogue;

/// <summary>Models and what they cost. A price is added, never changed: what was charged by it stays explained.</summary>
internal sealed class PriceService(StudioDatabase database, PriceCatalogue catalogue, RouteTable routes, TimeProvider time)
{
    private const decimal HighestUsd = 10_000m;
    private const int LongestSource = 200;

    /// <summary>Every model that has a price or stands behind an alias: first those that cannot be used for want of a price, then by provider and id.</summary>
    public async Task<IReadOnlyList<PricedModel>> ListAsync(Caller caller, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
        {
            return [];
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var prices = (await db.Set<ModelPrice>().AsNoTracking().OrderByDescending(price => price.EffectiveFrom).ToListAsync(cancellationToken)).ToLookup(price => (price.ProviderKind, price.ModelId));
        var uses = (await UsesAsync(db, cancellationToken)).ToLookup(use => use.Model, use => use.Alias);
        var now = time.GetUtcNow();
        return
        [
            .. prices.Select(group => group.Key).Union(uses.Select(group => group.Key))
                .Select(model => new PricedModel(model.ProviderKind, model.ModelId, PriceSheet.InForce(prices[model], now), [.. prices[model]], [.. uses[model].Distinct().Order(StringComparer.Ordinal)]))
                .OrderBy(model => model.InForce is not null).ThenBy(model => model.Provider).ThenBy(model => model.ModelId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Adds a price; gives its id.</summary>
    public async Task<Result<Guid>> AddAsync(Caller caller, PriceDraft draft, CancellationToken cancellationToken)
    {
        if (!MayManage(caller))
        {
            return Error.Forbidden("admins_only", "Only admins add prices.");
        }

        var now = time.GetUtcNow();
        if (Check(draft, now) is { } problem)
        {
            return problem;
        }

        var price = PriceOf(draft, caller.OrganizationId, draft.EffectiveFrom ?? now);
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        db.Add(price);
        db.LogActivity(caller, "price.added", "price", price.Id, new
        {
            provider = price.ProviderKind.ToString(), price.ModelId, price.EffectiveFrom,
            price.InputNanoPerMillion, price.CachedInputNanoPerMillion, price.CacheWriteNanoPerMillion, price.OutputNanoPerMillion,
        });
        try
        {
            await db.CommitAsync(cancellationToken);
        }
        catch (DbUpdateException failure) when (failure.InnerException is DbException { SqlState: "23505" })
        {
            return Error.Conflict("price_exists", "This model has a price from that moment on already. A price is not changed; choose a later moment.");
        }

        routes.Forget(caller.OrganizationId);
        return price.Id;
    }

    private static bool MayManage(Caller caller) => caller.Role is Role.Admin or Role.Owner;

    private static async Task<IReadOnlyList<(string Alias, (ProviderKind ProviderKind, string ModelId) Model)>> UsesAsync(StudioDb db, CancellationToken cancellationToken)
    {
        var uses = await (
            from candidate in db.Set<ModelAliasCandidate>().AsNoTracking()
            join alias in db.Set<ModelAlias>() on candidate.AliasId equals alias.Id
            join connection in db.Set<ProviderConnection>() on candidate.ConnectionId equals connection.Id
            select new { alias.Alias, connection.Kind, candidate.ModelId }).ToListAsync(cancellationToken);
        return [.. uses.Select(use => (use.Alias, (use.Kind, use.ModelId)))];
    }

    private static ModelPrice PriceOf(PriceDraft draft, Guid organization, DateTimeOffset from) => new()
    {
        OrganizationId = organization,
        ProviderKind = draft.Provider,
        ModelId = draft.ModelId,
        EffectiveFrom = from.ToUniversalTime(),
        InputNanoPerMillion = NanoUsd.Exactly(draft.InputUsd),
        CachedInputNanoPerMillion = NanoUsd.Exactly(draft.CachedInputUsd ?? draft.InputUsd),
        CacheWriteNanoPerMillion = NanoUsd.Exactly(draft.CacheWriteUsd ?? draft.InputUsd),
        OutputNanoPerMillion = NanoUsd.Exactly(draft.OutputUsd),
        AboveInputTokens = draft.LongPrompt?.AboveInputTokens,
        LongInputNanoPerMillion = NanoOf(draft.LongPrompt?.InputUsd),
        LongCachedInputNanoPerMillion = NanoOf(draft.LongPrompt?.CachedInputUsd),
        LongCacheWriteNanoPerMillion = NanoOf(draft.LongPrompt?.CacheWriteUsd),
        LongOutputNanoPerMillion = NanoOf(draft.LongPrompt?.OutputUsd),
        ContextWindow = draft.ContextWindow,
        MaxOutputTokens = draft.MaxOutputTokens,
        Source = draft.Source.Trim(),
    };

    private static long? NanoOf(decimal? usd) => usd is { } amount ? NanoUsd.Exactly(amount) : null;

    private Error? Check(PriceDraft draft, DateTimeOffset now) =>
        PinnedModelId.Check(draft.Provider, draft.ModelId, catalogue)
        ?? (draft.Provider == ProviderKind.Local ? Error.Invalid("price_local", "The local models cost nothing, and come with their prices.")
            : draft.EffectiveFrom < now ? Error.Invalid("price_past", "A price begins now or later: what was used until now was charged already.")
            : !Amounts(draft).All(IsPrice)
                ? Error.Invalid("price_amount", "A price is an amount from $0 to $10,000 per million tokens, with at most nine decimal places.")
            : draft.LongPrompt is { AboveInputTokens: < 1 } ? Error.Invalid("price_long", "The price of long calls begins above a number of input tokens.")
            : draft.ContextWindow < 1 || draft.MaxOutputTokens < 1 || draft.MaxOutputTokens > draft.ContextWindow
                ? Error.Invalid("price_limits", "Context window and longest answer are numbers of tokens, and the answer fits into the window.")
            : draft.Source.Trim() is not { Length: > 0 and <= LongestSource } source || source.Any(char.IsControl)
                ? Error.Invalid("price_source", $"Say in at most {LongestSource} characters where the price was read, so that it can be checked.")
            : null);

    private static IEnumerable<decimal> Amounts(PriceDraft draft) =>
    [
        draft.InputUsd, draft.OutputUsd, draft.CachedInputUsd ?? 0, draft.CacheWriteUsd ?? 0,
        .. draft.LongPrompt is { } more ? new[] { more.InputUsd, more.CachedInputUsd, more.CacheWriteUsd, more.OutputUsd } : [],
    ];

    private static bool IsPrice(decimal usd) => usd is >= 0 and <= HighestUsd && decimal.Round(usd, 9) == usd;
}
