using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiStudio.Features.ApiReference;

/// <summary>The OpenAPI document. Routes do not change while the app runs, so it is made once.</summary>
internal sealed class ApiDocument([FromKeyedServices(ApiDocument.Name)] IOpenApiDocumentProvider provider)
{
    public const string Name = "v1";
    public const string Address = "/openapi/v1.json";

    private Task<(OpenApiDocument Document, string Json)>? _made;

    /// <summary>The document, and as it is sent.</summary>
    public Task<(OpenApiDocument Document, string Json)> ReadAsync(CancellationToken cancellationToken)
    {
        // Made twice by two who come first at once, which does no harm.
        if (_made is null or { IsFaulted: true })
            _made = MakeAsync();
        return _made.WaitAsync(cancellationToken);
    }

    private async Task<(OpenApiDocument Document, string Json)> MakeAsync()
    {
        var document = await provider.GetOpenApiDocumentAsync(CancellationToken.None);
        return (document, await document.SerializeAsJsonAsync(OpenApiSpecVersion.OpenApi3_1, CancellationToken.None));
    }
}
