using System.Globalization;
using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Spend.Usage;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Spend;

/// <summary>What was used and what it cost, out of the ledger. Finance, admins and owners.</summary>
internal static class UsageApi
{
    private static readonly Error s_noGrouping = Error.Invalid("group_by_invalid", "groupBy is one of day, feature, model, user, tier and key.");

    public static void MapUsageApi(this IEndpointRouteBuilder routes) =>
        routes.MapResource("/api/usage", ApiKeyScope.Admin, Role.Finance).WithTags("Spend").MapGet("", ReadAsync)
            .Answers<UsagePage>("Query usage", SpendExamples.Usage);

    /// <summary>Days are the organization's. Without a range it is this month; the last day counts as well.</summary>
    private static async Task<IResult> ReadAsync(
        [AsParameters] PageQuery page, HttpContext context, UsageReports reports, CancellationToken cancellationToken, DateOnly? from = null, DateOnly? to = null, string groupBy = "day")
    {
        if (!Enum.TryParse<UsageGrouping>(groupBy, ignoreCase: true, out var grouping) || !char.IsAsciiLetter(groupBy[0]))
            return s_noGrouping.ToProblem(context);
        var read = await reports.ReadAsync(context.ApiCaller(), new UsageQuery(from, to, grouping, page.After, page.Rows + 1), cancellationToken);
        if (!read.Succeeded)
            return read.Error.ToProblem(context);
        var report = read.Value;
        var rows = report.Groups.Take(page.Rows).ToList();
        var next = report.Groups.Count > rows.Count ? PageQuery.Encoded(rows[^1].Key) : null;
        context.WriteLink(next);
        return TypedResults.Ok(new UsagePage(report.From, report.To, report.TimeZone, groupBy.ToLower(CultureInfo.InvariantCulture), report.Totals, rows, next));
    }

    /// <summary>One page of a usage report.</summary>
    /// <param name="From">The first day.</param>
    /// <param name="To">The last day, itself included.</param>
    /// <param name="TimeZone">Whose days they are.</param>
    /// <param name="GroupBy">What it is added up by.</param>
    /// <param name="Totals">Of the whole range, on every page.</param>
    /// <param name="Data">The groups, by key.</param>
    /// <param name="Next">The cursor of the page that follows; null on the last.</param>
    internal sealed record UsagePage(DateOnly From, DateOnly To, string TimeZone, string GroupBy, UsageFigures Totals, IReadOnlyList<UsageGroup> Data, string? Next);
}
