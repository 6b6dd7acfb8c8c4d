using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Models.Connections;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway.Upstream;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Api.Models;

/// <summary>Provider connections. Admins and owners. A key goes in and never comes back.</summary>
internal static class ConnectionApi
{
    private const string Address = "/api/provider-connections";

    public static void MapConnectionApi(this IEndpointRouteBuilder routes)
    {
        var connections = routes.MapResource(Address, ApiKeyScope.Admin, Role.Admin).WithTags("Models");
        connections.MapGet("", ListAsync).AnswersPage<ConnectionView>("List provider connections", ModelExamples.Connection);
        connections.MapPost("", AddAsync).Answers<ConnectionView>(StatusCodes.Status201Created, "Add a provider connection", ModelExamples.Connection, ModelExamples.NewConnection);
        connections.MapGet("/{id:guid}", GetAsync).Answers<ConnectionView>("Get a provider connection", ModelExamples.Connection);
        connections.MapPut("/{id:guid}", EditAsync).RequireIfMatch().Answers<ConnectionView>("Change a provider connection", ModelExamples.Connection, ModelExamples.ConnectionChanges);
        connections.MapPost("/{id:guid}/key", RotateKeyAsync).AnswersNothing("Replace the key of a provider connection", ModelExamples.Key);
        connections.MapPost("/{id:guid}/disable", DisableAsync).AnswersNothing("Disable a provider connection");
        connections.MapPost("/{id:guid}/enable", EnableAsync).AnswersNothing("Enable a provider connection");
        connections.MapPost("/{id:guid}/test", TestAsync).Answers<ConnectionTestOutcome>("Test a provider connection", ModelExamples.Tested, ModelExamples.Test);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, ConnectionService connections, CancellationToken cancellationToken) =>
        (await connections.ListAsync(context.ApiCaller(), cancellationToken)).ToPage(context, page, connection => connection.Id);

    private static Task<IResult> GetAsync(Guid id, HttpContext context, ConnectionService connections, RowVersions versions, CancellationToken cancellationToken) =>
        OneAsync(id, context, connections, versions, StatusCodes.Status200OK, cancellationToken);

    private static async Task<IResult> AddAsync(Body<ConnectionBody> body, HttpContext context, ConnectionService connections, RowVersions versions, CancellationToken cancellationToken)
    {
        var added = await connections.AddAsync(context.ApiCaller(), body.Value.ToDraft(), cancellationToken);
        if (!added.Succeeded)
            return added.Error.ToProblem(context);
        context.Response.Headers.Location = $"{Address}/{added.Value.Id}";
        return await OneAsync(added.Value.Id, context, connections, versions, StatusCodes.Status201Created, cancellationToken);
    }

    /// <summary>Without a key the stored one stays, unless scheme, host or port change: then it is forgotten, and <c>hasKey</c> is false.</summary>
    private static async Task<IResult> EditAsync(
        Guid id, Body<ConnectionBody> body, HttpContext context, ConnectionService connections, RowVersions versions, CancellationToken cancellationToken)
    {
        var edited = await connections.EditAsync(context.ApiCaller(), id, body.Value.ToDraft(), IfMatch.VersionOf(context), cancellationToken);
        return edited.Succeeded ? await GetAsync(id, context, connections, versions, cancellationToken) : edited.Error.ToProblem(context);
    }

    private static async Task<IResult> RotateKeyAsync(Guid id, Body<KeyBody> body, HttpContext context, ConnectionService connections, CancellationToken cancellationToken) =>
        (await connections.RotateKeyAsync(context.ApiCaller(), id, body.Value.ApiKey ?? "", cancellationToken)).ToNoContent(context);

    private static async Task<IResult> DisableAsync(Guid id, HttpContext context, ConnectionService connections, CancellationToken cancellationToken) =>
        (await connections.DisableAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static async Task<IResult> EnableAsync(Guid id, HttpContext context, ConnectionService connections, CancellationToken cancellationToken) =>
        (await connections.EnableAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    /// <summary>One cheap real call, metered like any other. That the provider refuses is an answer, not an error.</summary>
    private static async Task<IResult> TestAsync(Guid id, Body<TestBody> body, HttpContext context, ConnectionService connections, CancellationToken cancellationToken) =>
        (await connections.TestAsync(context.ApiCaller(), id, body.Value.Model, cancellationToken)).ToOk(context);

    private static Task<IResult> OneAsync(Guid id, HttpContext context, ConnectionService connections, RowVersions versions, int status, CancellationToken cancellationToken) =>
        context.VersionedAsync<Features.Models.ProviderConnection, ConnectionView>(versions, id, async caller =>
            (await connections.ListAsync(caller, cancellationToken)).FirstOrDefault(connection => connection.Id == id) is { } found
                ? (Result<ConnectionView>)found
                : ConnectionService.NotFound, status);

    /// <summary>A provider connection to be.</summary>
    /// <param name="Name">As people know it, up to 100 characters.</param>
    /// <param name="Kind">The protocol; a change does not change it.</param>
    /// <param name="BaseUrl">Including the version segment, as https://api.openai.com/v1.</param>
    /// <param name="ApiKey">The provider's key; left out for a server without keys, and in a change to keep the stored one.</param>
    /// <param name="KeyHeader">Where the server expects the key.</param>
    /// <param name="Headers">More headers of every request, of a list of allowed names.</param>
    /// <param name="Query">More query parameters of every request, of a list of allowed names.</param>
    internal sealed record ConnectionBody(
        string? Name, ProviderKind? Kind, string? BaseUrl, string? ApiKey, KeyHeader? KeyHeader, IReadOnlyDictionary<string, string?>? Headers, IReadOnlyDictionary<string, string?>? Query)
    {
        public ConnectionDraft ToDraft() => new()
        {
            Name = Name ?? "",
            Kind = Kind ?? ProviderKind.OpenAi,
            BaseUrl = BaseUrl ?? "",
            ApiKey = ApiKey ?? "",
            KeyHeader = KeyHeader ?? default,
            Headers = Pairs(Headers),
            Query = Pairs(Query),
        };

        // A value that is null is refused by the rules, as an empty one.
        private static Dictionary<string, string> Pairs(IReadOnlyDictionary<string, string?>? pairs) => pairs?.ToDictionary(pair => pair.Key, pair => pair.Value ?? "") ?? [];
    }

    /// <summary>The provider's new key.</summary>
    /// <param name="ApiKey">One line.</param>
    internal sealed record KeyBody(string? ApiKey);

    /// <summary>What to test with.</summary>
    /// <param name="Model">The pinned id; without it one behind an alias, or the cheapest that is priced.</param>
    internal sealed record TestBody(string? Model);
}
