using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Models.Aliases;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway.Routing;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Http.HttpResults;

namespace AiStudio.Api.Models;

/// <summary>The names that callers ask for, and the models behind them. Admins and owners.</summary>
internal static class AliasApi
{
    private const string Address = "/api/model-aliases";

    private static readonly Error s_noAlias = Error.NotFound("no_alias", "There is no such alias.");

    public static void MapAliasApi(this IEndpointRouteBuilder routes)
    {
        var aliases = routes.MapResource(Address, ApiKeyScope.Admin, Role.Admin).WithTags("Models");
        aliases.MapGet("", ListAsync).AnswersPage<AliasDraft>("List model aliases", ModelExamples.Alias);
        aliases.MapPost("", CreateAsync).Answers<AliasDraft>(StatusCodes.Status201Created, "Create a model alias", ModelExamples.Alias, ModelExamples.NewAlias);
        aliases.MapGet("/{id:guid}", GetAsync).Answers<AliasDraft>("Get a model alias", ModelExamples.Alias);
        aliases.MapPut("/{id:guid}", ReplaceAsync).RequireIfMatch().Answers<AliasDraft>("Change what stands behind a model alias", ModelExamples.Alias, ModelExamples.AliasChanges);
        aliases.MapDelete("/{id:guid}", DeleteAsync).RequireIfMatch().AnswersNothing("Delete a model alias");
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, AliasService aliases, CancellationToken cancellationToken) =>
        (await aliases.ListAsync(context.ApiCaller(), cancellationToken)).ToPage(context, page, alias => alias.Id!.Value);

    private static async Task<IResult> GetAsync(Guid id, HttpContext context, AliasService aliases, CancellationToken cancellationToken) =>
        await FindAsync(id, context, aliases, cancellationToken) is { } alias ? Tagged(context, alias) : s_noAlias.ToProblem(context);

    private static async Task<IResult> CreateAsync(Body<AliasBody> body, HttpContext context, AliasService aliases, CancellationToken cancellationToken)
    {
        var draft = body.Value.ToDraft(body.Value.Name ?? "", id: null, revision: 0);
        var created = draft.Succeeded ? await aliases.SaveAsync(context.ApiCaller(), draft.Value, cancellationToken) : draft;
        if (!created.Succeeded)
            return created.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Address}/{created.Value.Id}";
        return Tagged(context, created.Value, StatusCodes.Status201Created);
    }

    /// <summary>The lists as they are sent; one that is left out becomes empty. The name stays.</summary>
    private static async Task<IResult> ReplaceAsync(Guid id, Body<AliasBody> body, HttpContext context, AliasService aliases, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, aliases, cancellationToken) is not { } before)
            return s_noAlias.ToProblem(context);
        var draft = body.Value.ToDraft(before.Name, id, IfMatch.VersionOf(context) ?? before.Revision);
        var saved = draft.Succeeded ? await aliases.SaveAsync(context.ApiCaller(), draft.Value, cancellationToken) : draft;
        return saved.Succeeded ? Tagged(context, saved.Value) : Told(saved.Error).ToProblem(context);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, AliasService aliases, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, context, aliases, cancellationToken) is not { } before)
            return s_noAlias.ToProblem(context);
        var deleted = await aliases.DeleteAsync(context.ApiCaller(), id, IfMatch.VersionOf(context) ?? before.Revision, cancellationToken);
        return deleted.Succeeded ? TypedResults.NoContent() : Told(deleted.Error).ToProblem(context);
    }

    private static async Task<AliasDraft?> FindAsync(Guid id, HttpContext context, AliasService aliases, CancellationToken cancellationToken) =>
        (await aliases.ListAsync(context.ApiCaller(), cancellationToken)).FirstOrDefault(alias => alias.Id == id);

    private static JsonHttpResult<AliasDraft> Tagged(HttpContext context, AliasDraft alias, int status = StatusCodes.Status200OK)
    {
        IfMatch.WriteTag(context, alias.Revision);
        return TypedResults.Json(alias, statusCode: status);
    }

    private static Error Told(Error error) => error.Code == "alias_changed" ? Error.Stale(error.Message) : error;

    /// <summary>An alias to be.</summary>
    /// <param name="Name">What callers ask for: 1 to 50 lower-case letters, digits and hyphens. Given once; a change ignores it.</param>
    /// <param name="Strategy">How the answering models are put into the order in which they are tried.</param>
    /// <param name="Answer">Asked first, and after ordinary faults: 1 to 20.</param>
    /// <param name="ContextOverflow">Asked instead when the messages do not fit.</param>
    /// <param name="ContentRefusal">Asked instead when the content is refused.</param>
    internal sealed record AliasBody(
        string? Name, RoutingStrategy? Strategy, IReadOnlyList<AliasCandidate?>? Answer, IReadOnlyList<AliasCandidate?>? ContextOverflow, IReadOnlyList<AliasCandidate?>? ContentRefusal)
    {
        public Result<AliasDraft> ToDraft(string name, Guid? id, long revision) =>
            Whole(Answer) is not { } answer || Whole(ContextOverflow) is not { } overflow || Whole(ContentRefusal) is not { } refusal
                ? Error.Invalid("body_invalid", "A list of models holds models, each with connectionId and modelId.")
                : new AliasDraft
                {
                    Id = id,
                    Name = name,
                    Strategy = Strategy ?? RoutingStrategy.Ordered,
                    Revision = revision,
                    Answer = answer,
                    ContextOverflow = overflow,
                    ContentRefusal = refusal,
                };

        private static List<AliasCandidate>? Whole(IReadOnlyList<AliasCandidate?>? list) =>
            list?.OfType<AliasCandidate>().Where(candidate => candidate.ModelId is not null).ToList() is { } whole ? (whole.Count == list.Count ? whole : null) : [];
    }
}
