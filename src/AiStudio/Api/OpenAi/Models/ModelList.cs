using AiStudio.Api.OpenAi.Chat;
using AiStudio.Features.Chat;
using AiStudio.Features.Models;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api.OpenAi.Models;

/// <summary>What a key may ask for: aliases first, then pinned ids, then assistants. A name without a price in force would be refused, so it is not listed.</summary>
internal sealed class ModelList(RouteTable routes, AssistantQuestions assistants, TimeProvider time)
{
    private const string OurOwn = "aistudio";

    public async Task<IReadOnlyList<ListedModel>> ReadAsync(ApiKeyGrant grant, CancellationToken cancellationToken)
    {
        var known = await routes.RoutesOfAsync(grant.Creator.OrganizationId, cancellationToken);
        var asked = await assistants.SlugsAsync(grant.Creator.Scope, cancellationToken);
        return [.. Aliases(known).Concat(Pinned(known)).Concat(asked.Select(assistant => new ListedModel(AskedAssistant.Prefix + assistant.Slug, assistant.CreatedAt, OurOwn))).Where(model => grant.Allows(model.Id))];
    }

    private IEnumerable<ListedModel> Aliases(OrganizationRoutes known) =>
        from alias in known.Aliases.Keys.Order(StringComparer.Ordinal)
        let priced = known.Candidates(alias, time.GetUtcNow()).FirstOrDefault(candidate => candidate.Price is not null)
        where priced is not null
        select new ListedModel(alias, known.Prices[(priced.Connection.Kind, priced.ModelId)].First(price => price.Id == priced.Price!.Id).EffectiveFrom, OurOwn);

    private IEnumerable<ListedModel> Pinned(OrganizationRoutes known) =>
        from price in known.Prices.SelectMany(prices => prices)
        where price.EffectiveFrom <= time.GetUtcNow()
        let connection = known.Connections.FirstOrDefault(connection => connection.Kind == price.ProviderKind)
        where connection is not null
        group (price.EffectiveFrom, connection.Name) by price.ModelId into model
        orderby model.Key
        select new ListedModel(model.Key, model.Max(price => price.EffectiveFrom), model.First().Name);
}
