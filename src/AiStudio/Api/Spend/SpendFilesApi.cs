using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Calls;
using AiStudio.Features.Spend.Statements;
using AiStudio.Platform;
using AiStudio.Platform.Csv;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Spend;

/// <summary>What stands on the pages of spend, as CSV files. Finance, admins and owners.</summary>
internal static class SpendFilesApi
{
    public static void MapSpendFilesApi(this IEndpointRouteBuilder routes)
    {
        var files = routes.MapResource("/api/spend", ApiKeyScope.Admin, Role.Finance).WithTags("Spend");
        files.MapGet("/calls.csv", CallsAsync).Produces<string>(StatusCodes.Status200OK, CsvExport.Type).WithMetadata(new OperationNote("Export charged calls", SpendExamples.CallsFile));
        files.MapGet("/statements/{month}.csv", StatementAsync).Produces<string>(StatusCodes.Status200OK, CsvExport.Type)
            .WithMetadata(new OperationNote("Export the statement of a month", SpendExamples.StatementFile));
    }

    /// <summary>
    /// The latest first, dollars with nine decimals. Narrowed by the same names as the page: from, to, feature, model, provider, user, key, unit, tier, purpose; since and until are instants
    /// in place of from and to; with ending, error, budget (which refused them) or call the records of calls that ended so. except=feature:chat leaves out, once for each.
    /// With saved (prompt, exact, similar or routing) the calls that cost less, and how much less in a last column, exact to the millionth of a nano-dollar.
    /// Without a range it is the last seven days.
    /// </summary>
    private static async Task<IResult> CallsAsync(HttpContext context, ChargedCalls calls, CancellationToken cancellationToken)
    {
        var filter = CallFilter.Of(context.Request.Query);
        var read = await calls.AllAsync(context.ApiCaller(), filter, cancellationToken);
        return read.Succeeded ? CsvExport.File("calls.csv", csv => WriteAsync(csv, read.Value.Calls, filter.Saved is not null)) : read.Error.ToProblem(context);
    }

    /// <summary>Of one unit by its id, of what has none with unit=none, or of everybody, then with what adjusting entries add.</summary>
    private static async Task<IResult> StatementAsync(string month, HttpContext context, StatementReport statements, CancellationToken cancellationToken, string unit = StatementReport.Everybody)
    {
        if (StatementMonth.Parse(month) is not { } wanted)
            return Error.Invalid("month_invalid", "A month is written as in 2026-11.").ToProblem(context);
        var read = await statements.ReadAsync(context.ApiCaller(), wanted, unit, cancellationToken);
        return read.Succeeded ? CsvExport.File($"statement-{wanted}.csv", csv => WriteAsync(csv, read.Value)) : read.Error.ToProblem(context);
    }

    private static async Task WriteAsync(CsvExport csv, IAsyncEnumerable<ChargedCall> calls, bool saved)
    {
        object?[] Row(object?[] fields, object? more) => saved ? [.. fields, more] : fields;

        await csv.RowAsync(Row([
            "charged_at", "charged_at_utc", "call_id", "feature", "model", "provider", "requested_model", "person", "api_key", "unit", "tier", "end_user", "ending", "error_code",
            "input_tokens", "cached_input_tokens", "cache_write_tokens", "output_tokens", "reasoning_tokens", "estimated", "cost_usd"], "saved_usd"));
        await foreach (var call in calls)
        {
            await csv.RowAsync(Row([
                call.Local, call.At, call.Id, call.Feature, call.Model, call.Provider, call.RequestedModel, call.Person, call.ApiKey, call.Unit, call.Tier, call.EndUser, call.Ending,
                call.ErrorCode, call.InputTokens, call.CachedInputTokens, call.CacheWriteTokens, call.OutputTokens, call.ReasoningTokens, call.Estimated, CsvExport.Dollars(call.CostNanoUsd)],
                call.SavedNanoUsd / NanoUsd.PerUsd));
        }
    }

    private static async Task WriteAsync(CsvExport csv, Statement statement)
    {
        await csv.RowAsync("month", "unit", "by", "name", "calls", "cost_usd");
        foreach (var (by, groups) in new[] { ("person", statement.People), ("feature", statement.Features), ("model", statement.Models) })
        {
            foreach (var group in groups)
                await csv.RowAsync(statement.Month, statement.Unit, by, group.Name, group.Sum.Calls, CsvExport.Dollars(group.Sum.CostNanoUsd));
        }

        await csv.RowAsync(statement.Month, statement.Unit, "total", "", statement.Total.Calls, CsvExport.Dollars(statement.Total.CostNanoUsd));
        if (statement.AdjustedNanoUsd == 0)
            return;
        await csv.RowAsync(statement.Month, statement.Unit, "adjusting entries", "", 0, CsvExport.Dollars(statement.AdjustedNanoUsd));
        await csv.RowAsync(statement.Month, statement.Unit, "total with adjusting entries", "", statement.Total.Calls, CsvExport.Dollars(statement.Total.CostNanoUsd + statement.AdjustedNanoUsd));
    }
}
