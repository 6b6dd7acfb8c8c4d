using Microsoft.AspNetCore.Antiforgery;

namespace AiStudio.Features.People;

/// <summary>Refuses a form of another site also where an endpoint reads no field of it.</summary>
internal sealed class ValidAntiforgery(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await IsValidAsync(context.HttpContext) ? await next(context) : Results.BadRequest();

    private async Task<bool> IsValidAsync(HttpContext context)
    {
        try
        {
            return await antiforgery.IsRequestValidAsync(context);
        }
        catch (AntiforgeryValidationException)
        {
            // The body is no form that can be read.
            return false;
        }
    }
}
