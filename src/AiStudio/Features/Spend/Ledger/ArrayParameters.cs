using Npgsql;
using NpgsqlTypes;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>Positional array parameters, one array a column of the items.</summary>
internal static class ArrayParameters
{
    private const int TimeoutSeconds = 10;

    public static NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection) { CommandTimeout = TimeoutSeconds };

    /// <summary>Commands that travel together and are one transaction.</summary>
    public static NpgsqlBatch Batch(NpgsqlConnection connection) => new(connection) { Timeout = TimeoutSeconds };

    public static NpgsqlCommand With<TItem, TValue>(
        this NpgsqlCommand command, NpgsqlDbType type, IReadOnlyList<TItem> items, Func<TItem, TValue> column)
    {
        command.Parameters.With(type, items, column);
        return command;
    }

    public static NpgsqlParameterCollection With<TItem, TValue>(
        this NpgsqlParameterCollection parameters, NpgsqlDbType type, IReadOnlyList<TItem> items, Func<TItem, TValue> column)
    {
        var values = new TValue[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = column(items[i]);
        }

        parameters.Add(new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type });
        return parameters;
    }
}
