using System.Globalization;
using System.Security.Cryptography;
using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Secrets;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Models.Connections;

/// <summary>One cheap real call, through the gateway like every other: budgets hold, the ledger has it, and the outbound guard sees it.</summary>
internal sealed class ConnectionTest(StudioDatabase database, IChatClient gateway, ConnectionRules rules, SecretBox box, TimeProvider time)
{
    /// <summary>Under which name the spend report shows it.</summary>
    public const string Feature = "connection_test";

    private const int LongestAnswer = 16;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    public async Task<Result<ConnectionTestOutcome>> SavedAsync(Caller caller, Guid connectionId, string? modelId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        if (await db.Set<ProviderConnection>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == connectionId, cancellationToken) is not { } saved)
        {
            return ConnectionService.NotFound;
        }

        try
        {
            // Under an id of its own, so that a breaker which is open for the connection neither hides the truth nor learns from the test.
            return await AskAsync(db, caller, saved.Open(box) with { Id = Guid.CreateVersion7() }, modelId ?? await BehindAliasAsync(db, connectionId, cancellationToken), cancellationToken);
        }
        catch (CryptographicException)
        {
            return Error.Conflict("key_unreadable", "The stored key cannot be opened with this installation's master key. Enter it again.");
        }
    }

    public async Task<Result<ConnectionTestOutcome>> DraftAsync(Caller caller, ConnectionDraft draft, string? modelId, CancellationToken cancellationToken)
    {
        var address = rules.Check(draft);
        if (!address.Succeeded)
        {
            return address.Error;
        }

        var key = draft.ApiKey.Trim();
        var connection = new Gateway.Upstream.ProviderConnection(
            Guid.CreateVersion7(), draft.Name.Trim(), draft.Kind, address.Value, key.Length == 0 ? ProviderKey.None : new ProviderKey(key), Revision: 1)
        {
            KeyHeader = draft.KeyHeader,
            Headers = draft.Headers,
            Query = draft.Query,
        };
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await AskAsync(db, caller, connection, modelId, cancellationToken);
    }

    private async Task<Result<ConnectionTestOutcome>> AskAsync(
        StudioDb db, Caller caller, Gateway.Upstream.ProviderConnection connection, string? modelId, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var prices = await db.Set<ModelPrice>().AsNoTracking().Where(price => price.ProviderKind == connection.Kind && price.EffectiveFrom <= now).ToListAsync(cancellationToken);
        modelId ??= prices.Where(price => price.MaxOutputTokens >= LongestAnswer).MinBy(price => price.InputNanoPerMillion)?.ModelId;
        if (modelId is null || PriceSheet.InForce(prices.Where(price => price.ModelId == modelId), now) is not { } price)
        {
            return Error.Invalid("price_unknown", modelId is null
                ? "Name the model to test with."
                : $"No price is known for “{modelId}”, so even a test cannot be accounted for. Add its price first; 0 when it costs nothing.");
        }

        // No transaction stays open over a call to a provider.
        await db.Database.RollbackTransactionAsync(cancellationToken);
        return await AskAsync(caller, new RouteCandidate(connection, modelId, price.ToGateway(), price.ContextWindow, price.MaxOutputTokens), cancellationToken);
    }

    private async Task<ConnectionTestOutcome> AskAsync(Caller caller, RouteCandidate candidate, CancellationToken cancellationToken)
    {
        using var call = new GatewayCall(new GatewayCaller(caller.OrganizationId, caller.UserId, null, Feature), candidate.ModelId) { Pinned = candidate, Deadline = s_limit };
        var began = time.GetTimestamp();
        try
        {
            await gateway.GetResponseAsync("Reply with the word OK.", new GatewayChatOptions(call) { MaxOutputTokens = LongestAnswer }, cancellationToken);
            var took = time.GetElapsedTime(began);
            var seconds = took.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);
            return new(true, $"“{candidate.Connection.Name}” answered with {candidate.ModelId} after {seconds} s.", null, candidate.ModelId, took);
        }
        catch (GatewayException failure)
        {
            return new(false, failure.Message, failure.Error.Code, candidate.ModelId, time.GetElapsedTime(began));
        }
    }

    private static Task<string?> BehindAliasAsync(StudioDb db, Guid connectionId, CancellationToken cancellationToken) =>
        (from candidate in db.Set<ModelAliasCandidate>().AsNoTracking()
         join alias in db.Set<ModelAlias>() on candidate.AliasId equals alias.Id
         where candidate.ConnectionId == connectionId && alias.Alias != ModelAlias.Embedding
         orderby candidate.Position
         select candidate.ModelId).FirstOrDefaultAsync(cancellationToken);
}
