using System.Reflection;
using AiStudio.Api.Contract;

namespace AiStudio.Api.Reference;

/// <summary>How a route of the management API describes itself, next to where it is mapped.</summary>
internal static class Described
{
    /// <summary>Puts routes into the document that read and write their bodies themselves: the framework leaves those out.</summary>
    public static RouteGroupBuilder DescribeAll(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(route =>
        {
            if (route is { RequestDelegate.Method: { } method } && !route.Metadata.OfType<MethodInfo>().Any())
                route.Metadata.Add(method);
        });
        return group;
    }

    /// <summary>One that answers 200 with a <typeparamref name="T"/>.</summary>
    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, string summary, string answer, string? request = null) =>
        route.Answers<T>(StatusCodes.Status200OK, summary, answer, request);

    /// <summary>One that answers a page of <typeparamref name="T"/>, of which <paramref name="row"/> is one.</summary>
    public static RouteHandlerBuilder AnswersPage<T>(this RouteHandlerBuilder route, string summary, string row) =>
        route.Answers<Page<T>>(StatusCodes.Status200OK, summary, $$"""{ "data": [{{row}}], "next": null }""");

    public static RouteHandlerBuilder Answers<T>(this RouteHandlerBuilder route, int status, string summary, string answer, string? request = null) =>
        route.WithMetadata(new OperationNote(summary, answer, request)).Produces<T>(status);

    /// <summary>One that answers 204.</summary>
    public static RouteHandlerBuilder AnswersNothing(this RouteHandlerBuilder route, string summary, string? request = null) =>
        route.WithMetadata(new OperationNote(summary, null, request)).Produces(StatusCodes.Status204NoContent);
}
