using Microsoft.AspNetCore.Antiforgery;

namespace AiStudio.Features.People;

/// <summary>Refuses a form of another site also where an endpoint reads no field of it.</summary>
internal sealed class ValidAntiforgery(IAntiforgery antiforgery) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        await antiforgery.IsRequestValidAsync(context.HttpContext) ? await next(context) : Results.BadRequest();
}
