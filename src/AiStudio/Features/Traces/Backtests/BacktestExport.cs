using AiStudio.Platform.Csv;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Traces.Backtests;

/// <summary>The result of a backtest as a file: figures and verdicts, without a word of what was said.</summary>
internal static class BacktestExport
{
    private static readonly object[] s_head =
    [
        "call_id", "replay_id", "state", "judged", "passed_before", "passed_after", "same_answer", "declined_before", "declined_after", "characters_before", "characters_after",
        "cost_before_usd", "cost_after_usd", "duration_before_ms", "duration_after_ms", "problem",
    ];

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/backtests/{id:guid}/export", ExportAsync).RequireAuthorization(Policies.Admin);

    private static async Task<IResult> ExportAsync(HttpContext context, BacktestReader reader, Guid id, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(context.User.ToCaller()!, id, cancellationToken);
        if (!read.Succeeded)
            return Results.Problem(read.Error.Message, statusCode: StatusCodes.Status404NotFound, extensions: new Dictionary<string, object?> { ["code"] = read.Error.Code });
        return CsvExport.File($"backtest-{id:n}.csv", async csv =>
        {
            await csv.RowAsync(s_head);
            foreach (var item in read.Value.Items)
            {
                await csv.RowAsync(
                    item.CallId, item.Id, item.State, item.Judged, item.PassedBefore, item.PassedAfter, item.SameAnswer, item.DeclinedBefore, item.DeclinedAfter, item.LengthBefore, item.LengthAfter,
                    Dollars(item.CostBefore), Dollars(item.CostAfter), item.DurationBefore, item.DurationAfter, item.ErrorMessage ?? item.JudgeError);
            }
        });
    }

    private static decimal? Dollars(long? nanoUsd) => nanoUsd is { } cost ? CsvExport.Dollars(cost) : null;
}
