using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace AiStudio.Benchmarks.Documents;

/// <summary>Uploads every file of a folder to the real web process and compares what becomes of it with what its manifest says.</summary>
internal sealed class DocumentsBench(DocumentsBenchOptions options, TextWriter output)
{
    private const long MostMemory = 512L * 1024 * 1024;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly NpgsqlDataSource _database = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(options.Superuser) { Database = "aistudio" });

    public async Task<bool> RunAsync()
    {
        await using var studio = await StudioSession.StartAsync(options);
        await using var memory = new ReaderMemory();
        var processId = studio.ProcessId;
        var knowledgeBase = await KnowledgeBaseAsync();
        var faults = 0;
        await output.WriteLineAsync($"{"file",-40} {"expected",-15} {"became",-9} {"ms",6} {"read ms",8} {"MB",5} {"chunks",6}  ");
        foreach (var expected in ExpectedDocument.In(options.Files))
        {
            var (name, content) = await expected.ReadAsync(options.Files);
            memory.TakePeak();
            var (outcome, read) = await AddAsync(studio, knowledgeBase, name, content);
            var peak = memory.TakePeak();
            var fault = outcome.Fault(expected) ?? (peak > MostMemory ? "took more than 512 MB" : null) ?? (studio.IsAlive ? null : "the web process died");
            faults += fault is null ? 0 : 1;
            await output.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
                $"{expected.File,-40} {expected.Expect,-15} {outcome.State,-9} {outcome.Took.TotalMilliseconds,6:0} {read,8} {peak / 1_000_000,5} {outcome.Chunks.Count,6}  {(fault is null ? "ok" : "FAULT: " + fault)}{(outcome.Reason is null ? "" : " — " + outcome.Reason)}"));
        }

        var escaped = Escaped();
        await output.WriteLineAsync();
        await output.WriteLineAsync($"faults {faults}; files outside {escaped}; web process {processId}, alive {studio.IsAlive}, id unchanged {studio.ProcessId == processId}");
        await _database.DisposeAsync();
        return faults == 0 && escaped == 0 && studio.IsAlive;
    }

    private async Task<(DocumentOutcome Outcome, long ReadMilliseconds)> AddAsync(StudioSession studio, Guid knowledgeBase, string name, byte[] content)
    {
        var started = Stopwatch.GetTimestamp();
        var (id, refusal) = await studio.UploadAsync(knowledgeBase, name, content);
        if (id is not { } document)
        {
            return (new DocumentOutcome("refused", refusal, "", [], Stopwatch.GetElapsedTime(started)), 0);
        }

        string state;
        while ((state = await ScalarAsync<string>("select state from document where id = $1", document)) is "waiting" or "processing" && Stopwatch.GetElapsedTime(started) < s_patience)
        {
            await Task.Delay(25);
        }

        var took = Stopwatch.GetElapsedTime(started);
        var reason = await ScalarAsync<string>("select coalesce(failure, '') from document where id = $1", document);
        var text = await ScalarAsync<string>("select coalesce(max(text), '') from document_version where document_id = $1", document);
        var read = await ScalarAsync<long>("select coalesce(sum(milliseconds), 0)::bigint from document_stage s join document_version v on v.id = s.document_version_id where v.document_id = $1 and stage = 'extracted'", document);
        return (new DocumentOutcome(state, reason.Length == 0 ? null : reason, text, await ChunksAsync(document), took, await studio.GivesBackAsync(document, content)), read);
    }

    /// <summary>The demo's own documents are indexed first, so that they take no time from the others.</summary>
    private async Task<Guid> KnowledgeBaseAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (await ScalarAsync<long>("select count(*) from document where state = 'ready'") < 2 && Stopwatch.GetElapsedTime(started) < s_patience)
        {
            await Task.Delay(100);
        }

        return await ScalarAsync<Guid>("select id from knowledge_base limit 1");
    }

    private async Task<List<(int?, string)>> ChunksAsync(Guid document)
    {
        await using var command = _database.CreateCommand("select page, text from chunk where document_id = $1 order by ordinal");
        command.Parameters.Add(new() { Value = document });
        await using var reader = await command.ExecuteReaderAsync();
        var chunks = new List<(int?, string)>();
        while (await reader.ReadAsync())
        {
            chunks.Add((await reader.IsDBNullAsync(0) ? null : reader.GetInt32(0), reader.GetString(1)));
        }

        return chunks;
    }

    private async Task<T> ScalarAsync<T>(string sql, params object[] parameters)
    {
        await using var command = _database.CreateCommand(sql);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        return (T)(await command.ExecuteScalarAsync())!;
    }

    private int Escaped() => ((string[])["/", Path.GetTempPath(), options.Folder, Path.GetDirectoryName(options.App)!, Directory.GetCurrentDirectory()])
        .Distinct().Sum(folder => Directory.EnumerateFiles(folder, "escaped-*").Count());
}
