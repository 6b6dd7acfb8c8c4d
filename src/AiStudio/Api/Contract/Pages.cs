using Microsoft.AspNetCore.WebUtilities;

namespace AiStudio.Api.Contract;

/// <summary>How lists answer: the rows, the cursor of what follows, and the address of it in <c>Link</c>.</summary>
internal static class Pages
{
    /// <summary>A page out of rows of which one more than wanted was read, to know whether more follow.</summary>
    public static IResult ToPage<T>(this IReadOnlyList<T> oneMore, HttpContext context, PageQuery query, Func<T, string> key) =>
        oneMore.Count > query.Rows
            ? context.PageOf([.. oneMore.Take(query.Rows)], PageQuery.Encoded(key(oneMore[query.Rows - 1])))
            : context.PageOf(oneMore, null);

    /// <summary>A page of a list that is short by nature and comes whole: the newest ids first.</summary>
    public static IResult ToPage<T>(this IEnumerable<T> whole, HttpContext context, PageQuery query, Func<T, Guid> id)
    {
        if (query.ProblemById is { } problem)
            return problem.ToProblem(context);
        var rows = whole.OrderByDescending(id);
        return (query.AfterId is { } after ? rows.Where(row => id(row).CompareTo(after) < 0) : rows)
            .Take(query.Rows + 1).ToList().ToPage(context, query, row => id(row).ToString());
    }

    public static IResult PageOf<T>(this HttpContext context, IReadOnlyList<T> rows, string? next)
    {
        context.WriteLink(next);
        return TypedResults.Ok(new Page<T>(rows, next));
    }

    /// <summary>The address of the page that follows, if one does.</summary>
    public static void WriteLink(this HttpContext context, string? next)
    {
        if (next is not null)
        {
            var query = context.Request.Query.Where(pair => pair.Key != "cursor").Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)).Append(new("cursor", next));
            context.Response.Headers.Link = $"<{QueryHelpers.AddQueryString(context.Request.PathBase + context.Request.Path.ToUriComponent(), query)}>; rel=\"next\"";
        }
    }
}
