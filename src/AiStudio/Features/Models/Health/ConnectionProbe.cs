using AiStudio.Gateway;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Models.Health;

/// <summary>Makes the one cheap real call of a check, through the gateway like every other call, and stores what it showed. The connection's organization pays for it.</summary>
internal sealed class ConnectionProbe(
    StudioDatabase database, RouteTable routes, IChatClient gateway, IEmbeddingGenerator<string, Embedding<float>> embeddings, TimeProvider time)
{
    /// <summary>Under which name the spend report shows it.</summary>
    public const string Feature = "system";

    private const int LongestAnswer = 16;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(10);

    /// <summary>What happened before the provider was asked says nothing about it.</summary>
    private static readonly GatewayError[] s_ours =
        [GatewayErrors.BudgetExhausted, GatewayErrors.LedgerUnavailable, GatewayErrors.PriceUnknown, GatewayErrors.TooManyCalls, GatewayErrors.ModelNotFound];

    public async Task CheckAsync(Guid organization, Guid connectionId, CancellationToken cancellationToken)
    {
        var known = await routes.RoutesOfAsync(organization, cancellationToken);
        var chat = Cheapest(known, known.Aliases.Keys.Where(alias => alias != ModelAlias.Embedding), connectionId);
        if ((chat ?? Cheapest(known, [ModelAlias.Embedding], connectionId)) is not { } candidate)
        {
            return;
        }

        var began = time.GetTimestamp();
        var (answered, code) = await AskAsync(organization, candidate, embeds: chat is null, cancellationToken);
        var latency = (int)time.GetElapsedTime(began).TotalMilliseconds;
        await using var db = await database.BeginAsync(new TenantScope(organization), cancellationToken);
        await db.Set<ConnectionCheck>().Where(check => check.ConnectionId == connectionId).ExecuteUpdateAsync(
            set => set.SetProperty(check => check.CheckedAt, time.GetUtcNow()).SetProperty(check => check.Answered, answered)
                .SetProperty(check => check.ModelId, candidate.ModelId).SetProperty(check => check.LatencyMs, latency).SetProperty(check => check.ErrorCode, code),
            cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    private async Task<(bool? Answered, string? Code)> AskAsync(Guid organization, RouteCandidate candidate, bool embeds, CancellationToken cancellationToken)
    {
        using var call = new GatewayCall(new GatewayCaller(organization, null, null, Feature), candidate.ModelId) { Pinned = candidate, Deadline = s_limit };
        try
        {
            if (embeds)
            {
                await embeddings.GenerateAsync(["OK"], new GatewayEmbeddingOptions(call), cancellationToken);
            }
            else
            {
                await gateway.GetResponseAsync("Reply with the word OK.", new GatewayChatOptions(call) { MaxOutputTokens = LongestAnswer }, cancellationToken);
            }

            return (true, null);
        }
        catch (GatewayException failure)
        {
            return (s_ours.Contains(failure.Error) ? null : false, failure.Error.Code);
        }
    }

    private RouteCandidate? Cheapest(OrganizationRoutes known, IEnumerable<string> aliases, Guid connectionId) =>
        aliases.SelectMany(alias => known.Candidates(alias, time.GetUtcNow()))
            .Where(candidate => candidate.Connection.Id == connectionId && candidate.Price is not null)
            .MinBy(candidate => candidate.Price!.InputPerMillion) is { } candidate
            ? candidate with { Connection = candidate.Connection with { Id = Apart(connectionId) } }
            : null;

    // Under an id of its own, always the same: an open breaker must not hide the truth, and figures of real calls must not be mixed with these.
    private static Guid Apart(Guid connectionId)
    {
        var bytes = connectionId.ToByteArray();
        bytes[0] ^= 0xFF;
        return new Guid(bytes);
    }
}
