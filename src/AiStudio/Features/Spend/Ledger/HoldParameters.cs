using System.Text.Json;
using AiStudio.Gateway;
using AiStudio.Gateway.Budgets;
using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Calls that begin, as <c>ledger_write</c> takes them: who pays is said once for all calls of a payer.</summary>
internal static class HoldParameters
{
    public static void AddTo(NpgsqlParameterCollection parameters, List<HoldRequest> holds)
    {
        var payers = new List<Payer>();
        var places = new Dictionary<PayerKey, int>();
        var placesOfHolds = new int[holds.Count];
        for (var i = 0; i < holds.Count; i++)
        {
            var (caller, models) = (holds[i].Caller, holds[i].ModelIds);
            var key = new PayerKey(caller.OrganizationId, caller.UserId, caller.ApiKeyId, caller.Feature, models.Count == 1 ? models[0] : string.Join('\n', models));
            if (!places.TryGetValue(key, out var place))
            {
                payers.Add(new(caller, JsonSerializer.Serialize(models)));
                places[key] = place = payers.Count;
            }

            placesOfHolds[i] = place;
        }

        parameters
            .With(NpgsqlDbType.Uuid, payers, payer => payer.Caller.OrganizationId)
            .With(NpgsqlDbType.Uuid, payers, payer => payer.Caller.UserId)
            .With(NpgsqlDbType.Uuid, payers, payer => payer.Caller.ApiKeyId)
            .With(NpgsqlDbType.Text, payers, payer => payer.Caller.Feature)
            .With(NpgsqlDbType.Jsonb, payers, payer => payer.Models)
            .With(NpgsqlDbType.Integer, placesOfHolds, place => place)
            .With(NpgsqlDbType.Uuid, holds, hold => hold.CallId)
            .With(NpgsqlDbType.Bigint, holds, hold => hold.AmountNanoUsd)
            .With(NpgsqlDbType.Bigint, holds, hold => hold.MinimumNanoUsd)
            .With(NpgsqlDbType.Bigint, holds, hold => (long)hold.Lease.TotalMilliseconds)
            .With(NpgsqlDbType.Uuid, holds, hold => hold.TurnId)
            .With(NpgsqlDbType.Text, holds, hold => hold.IfLost?.Provider)
            .With(NpgsqlDbType.Uuid, holds, hold => hold.IfLost?.PriceId)
            .With(NpgsqlDbType.Bigint, holds, hold => hold.IfLost?.Usage?.InputTokens)
            .With(NpgsqlDbType.Bigint, holds, hold => hold.IfLost?.Usage?.OutputTokens)
            .With(NpgsqlDbType.Bigint, holds, hold => hold.IfLost?.CostNanoUsd);
    }

    private sealed record Payer(GatewayCaller Caller, string Models);

    private readonly record struct PayerKey(Guid OrganizationId, Guid? UserId, Guid? ApiKeyId, string Feature, string Models);
}
