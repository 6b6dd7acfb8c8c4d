using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Traces.Browsing;
using AiStudio.Features.Traces.Detail;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Traces;

/// <summary>How calls went, without a word of what was said. Admins and owners.</summary>
internal static class TraceApi
{
    public static void MapTraceApi(this IEndpointRouteBuilder routes)
    {
        var traces = routes.MapResource("/api/traces", ApiKeyScope.Admin, Role.Admin).WithTags("Traces");
        traces.MapGet("", ListAsync).AnswersPage<TraceEntry>("List traces", TraceExamples.Entry);
        traces.MapGet("/{id:guid}", GetAsync).Answers<TraceDetail>("Get a trace", TraceExamples.Detail);
    }

    /// <summary>
    /// The latest first, of the last seven days unless from and to (days of the organization, as 2026-11-21) say otherwise. The other parameters narrow it: user, key, assistant, prompt (ids), feature, model,
    /// provider, ending (several by commas), error (a code, or any), attempt (a code that one of its tries ended with, or any), failedAt and failedOn (the provider and the model of a try that failed), cached (yes), answer
    /// (declined or unverified), slow and first (at least so many seconds in all, and to the first token), cost (at least so many dollars), rating (down or up), q (the id of a call, a turn, a request or a W3C trace), since and
    /// until (times as 2026-11-21T08:00Z). Embeddings are left out unless feature is embedding, or what failed is asked for.
    /// </summary>
    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, TraceList traces, TimeProvider time, CancellationToken cancellationToken)
    {
        var after = TraceFilter.Place.Parse(page.After);
        if (page.Cursor is not null && after is null)
            return PageQuery.Unreadable.ToProblem(context);
        var filter = TraceAddress.FilterOf(name => context.Request.Query.TryGetValue(name, out var value) ? value.ToString() : null, time.GetUtcNow());
        if (!filter.Succeeded)
            return filter.Error.ToProblem(context);
        // Programs look for calls; what was said is looked for by people.
        var rows = await traces.PageAsync(context.ApiCaller(), filter.Value with { After = after, IdsAlone = true }, page.Rows + 1, cancellationToken);
        return rows.Succeeded ? rows.Value.Rows.ToPage(context, page, row => new TraceFilter.Place(row.StartedAt, row.Id).ToString()) : rows.Error.ToProblem(context);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, TraceReader traces, CancellationToken cancellationToken) =>
        (await traces.ReadAsync(context.ApiCaller(), id, cancellationToken)).ToOk(context);
}
