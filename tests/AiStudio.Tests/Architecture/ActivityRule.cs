using System.Reflection;
using AiStudio.Api;
using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Http;

namespace AiStudio.Tests.Architecture;

/// <summary>
/// What a person does by a caller leaves an entry in the activity log: whatever is handed a caller, or a request, and commits a transaction of the database has to log on its way.
/// Nothing is kept without that commit, so that nothing is missed. A caller that is handed on to another feature's service is that one's to log.
/// </summary>
internal static class ActivityRule
{
    /// <summary>Those that commit and do not log, as <c>Type.Method</c>.</summary>
    public static IEnumerable<string> Silent(IEnumerable<Type> types) =>
        from type in types
        from method in CallGraph.MethodsOf(type)
        where IsDoor(method)
        let reached = CallGraph.From(method, called => called.DeclaringType != type && IsDoor(called))
        where reached.Any(Commits) && !reached.Any(Logs)
        orderby type.FullName, method.Name
        select $"{type.Name}.{method.Name}";

    // A private one is a part of those that call it, except that requests are handled by private ones.
    private static bool IsDoor(MethodBase method) => method.GetParameters() is var handed
        && (handed.Any(parameter => parameter.ParameterType == typeof(HttpContext)) || (!method.IsPrivate && handed.Any(parameter => parameter.ParameterType == typeof(Caller) || parameter.ParameterType == typeof(RequestCaller))));

    private static bool Commits(MethodBase method) => method.DeclaringType == typeof(StudioDb) && method.Name == nameof(StudioDb.CommitAsync);

    private static bool Logs(MethodBase method) => method.DeclaringType == typeof(ActivityLogging);
}
