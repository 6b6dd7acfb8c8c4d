using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Models.Catalogue;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Models;

/// <summary>The models and what they cost. Admins and owners. A price is added, never changed.</summary>
internal static class CatalogueApi
{
    public static void MapCatalogueApi(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapResource("/api/models", ApiKeyScope.Admin, Role.Admin).WithTags("Models");
        models.MapGet("", ListAsync).AnswersPage<PricedModel>("List models with their prices", ModelExamples.Priced);
        models.MapPost("/prices", AddAsync).Answers<Added>(StatusCodes.Status201Created, "Add a price", ModelExamples.Added, ModelExamples.NewPrice);
    }

    /// <summary>By provider and id.</summary>
    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, PriceService prices, CancellationToken cancellationToken)
    {
        var models = (await prices.ListAsync(context.ApiCaller(), cancellationToken)).OrderBy(KeyOf, StringComparer.Ordinal);
        return models.Where(model => page.After is null || string.CompareOrdinal(KeyOf(model), page.After) > 0).Take(page.Rows + 1).ToList().ToPage(context, page, KeyOf);
    }

    private static async Task<IResult> AddAsync(Body<PriceDraft> body, HttpContext context, PriceService prices, CancellationToken cancellationToken)
    {
        var added = await prices.AddAsync(context.ApiCaller(), body.Value, cancellationToken);
        return added.Succeeded ? context.Created("/api/models", new Added(added.Value)) : added.Error.ToProblem(context);
    }

    private static string KeyOf(PricedModel model) => $"{model.Provider} {model.ModelId}";

    /// <summary>What was added.</summary>
    /// <param name="Id">Its id.</param>
    internal sealed record Added(Guid Id);
}
