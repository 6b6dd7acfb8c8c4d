using Npgsql;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>One SQL function that takes arrays. It is idempotent, so that it may be sent again when its answer was lost.</summary>
internal interface IBatchStatement<TItem, TAnswer>
{
    /// <summary>Runs in a transaction of its own; returns once committed, with an answer an item, in their order.</summary>
    Task<IReadOnlyList<TAnswer>> ExecuteAsync(NpgsqlConnection connection, IReadOnlyList<TItem> items);
}
