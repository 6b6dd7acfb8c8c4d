using AiStudio.Api.Auth;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Contract;

/// <summary>What every route of the management API shares.</summary>
internal static class ManagementRoutes
{
    /// <summary>The routes of one resource.</summary>
    /// <param name="routes">Where they are mapped.</param>
    /// <param name="path">Their common address.</param>
    /// <param name="scope">What a key needs.</param>
    /// <param name="role">The lowest role that may; a route can ask for a higher one.</param>
    public static RouteGroupBuilder MapResource(this IEndpointRouteBuilder routes, string path, ApiKeyScope scope, Role role = Role.Member) =>
        routes.MapGroup(path).RequireCaller(scope, role).AddEndpointFilter<ReadableRequest>();

    /// <summary>The change names the version it changes.</summary>
    public static RouteHandlerBuilder RequireIfMatch(this RouteHandlerBuilder route) =>
        route.AddEndpointFilter<IfMatch>().WithMetadata(new ChangesVersion());

    /// <summary>What was found, with its version in <c>ETag</c>. The version is read first: see <see cref="RowVersions"/>.</summary>
    public static async Task<IResult> VersionedAsync<TRow, T>(this HttpContext context, RowVersions versions, Guid id, Func<Caller, Task<Result<T>>> find, int status = StatusCodes.Status200OK)
    {
        var caller = context.ApiCaller();
        var version = await versions.ReadAsync<TRow>(caller.Scope, id, context.RequestAborted);
        var found = await find(caller);
        if (!found.Succeeded)
            return found.Error.ToProblem(context);
        if (version is { } read)
            IfMatch.WriteTag(context, read);
        return TypedResults.Json(found.Value, statusCode: status);
    }

    public static IResult ToOk<T>(this Result<T> result, HttpContext context) =>
        result.Succeeded ? TypedResults.Json(result.Value) : result.Error.ToProblem(context);

    public static IResult ToNoContent<T>(this Result<T> result, HttpContext context) =>
        result.Succeeded ? TypedResults.NoContent() : result.Error.ToProblem(context);

    public static IResult Created<T>(this HttpContext context, string location, T value)
    {
        context.Response.Headers.Location = location;
        return TypedResults.Json(value, statusCode: StatusCodes.Status201Created);
    }
}
