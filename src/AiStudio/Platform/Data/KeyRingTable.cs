using Npgsql;

namespace AiStudio.Platform.Data;

/// <summary>The table <c>data_protection_key</c>; synchronous because data protection asks that way, once a day.</summary>
internal sealed class KeyRingTable(NpgsqlDataSource source)
{
    public IReadOnlyList<string> Read()
    {
        using var command = source.CreateCommand("select xml from data_protection_key order by created_at");
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    public void Insert(string name, string xml)
    {
        using var command = source.CreateCommand("insert into data_protection_key (name, xml) values ($1, $2)");
        command.Parameters.Add(new() { Value = name });
        command.Parameters.Add(new() { Value = xml });
        command.ExecuteNonQuery();
    }
}
