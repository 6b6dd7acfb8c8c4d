using System.Text;
using AiStudio.Api.Auth;
using AiStudio.Features.ApiReference;

namespace AiStudio.Api.Reference;

/// <summary>One OpenAPI 3.1 document of everything under <c>/v1</c> and <c>/api</c>, made out of the routes themselves.</summary>
internal static class ReferenceModule
{
    public static void AddReference(this IServiceCollection services)
    {
        services.AddOpenApi(ApiDocument.Name, options =>
        {
            options.ShouldInclude = route => route.RelativePath is { } path && (path.StartsWith("v1/", StringComparison.Ordinal) || path.StartsWith("api/", StringComparison.Ordinal));
            // First, so that what operations refer to is there.
            options.AddDocumentTransformer<DocumentFrame>();
            options.AddOperationTransformer<OperationDetails>();
        });
        services.AddSingleton<ApiDocument>();
    }

    public static void MapReference(this IEndpointRouteBuilder routes) =>
        routes.MapGet(ApiDocument.Address, async (ApiDocument document, CancellationToken cancellationToken) =>
            TypedResults.Text((await document.ReadAsync(cancellationToken)).Json, "application/json", Encoding.UTF8))
            .RequireAuthorization(CallerPolicies.Any).ExcludeFromDescription();
}
