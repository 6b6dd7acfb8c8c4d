using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace AiStudio.Api.Reference;

/// <summary>What each operation says: its name, who may call it, its examples, and every way in which it refuses.</summary>
internal sealed partial class OperationDetails : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        var (method, path) = (context.Description.HttpMethod!, "/" + Constraint().Replace(context.Description.RelativePath!, "{$1}").TrimEnd('/'));
        var outside = NotesOfOthers.All.GetValueOrDefault($"{method} {path}");
        var note = metadata.OfType<OperationNote>().LastOrDefault() ?? outside?.Note
            ?? (OpenAiOperations.Describe(path, method, operation, context.Document!) is { } summary ? new OperationNote(summary) : null);
        if (outside is not null)
        {
            operation.Tags = new HashSet<OpenApiTagReference> { new(outside.Tag, context.Document) };
            outside.Apply(operation);
        }

        if (note is not null)
        {
            operation.Summary = note.Summary;
            operation.OperationId = IdOf(note.Summary);
            WriteExamples(operation, note);
        }

        WriteCallers(operation, context.Document!, metadata);
        WriteHeaders(operation, context.Description.HttpMethod, changesVersion: metadata.OfType<ChangesVersion>().Any());
        OperationErrors.Write(operation, context.Document!, context.Description, metadata);
        return Task.CompletedTask;
    }

    /// <summary>"List budgets" is <c>listBudgets</c>.</summary>
    private static string IdOf(string summary) =>
        string.Concat(summary.Split([' ', ',', '-'], StringSplitOptions.RemoveEmptyEntries).Select((word, index) => index == 0 ? word.ToLowerInvariant() : char.ToUpperInvariant(word[0]) + word[1..]));

    private static void WriteExamples(OpenApiOperation operation, OperationNote note)
    {
        foreach (var body in note.Request is null ? [] : operation.RequestBody?.Content?.Values ?? [])
            ((OpenApiMediaType)body).Example = JsonNode.Parse(note.Request!);
        var success = operation.Responses?.FirstOrDefault(response => response.Key.StartsWith('2')).Value;
        foreach (var body in note.Answer is null ? [] : success?.Content?.Values ?? [])
            ((OpenApiMediaType)body).Example = JsonNode.Parse(note.Answer!);
    }

    private static void WriteCallers(OpenApiOperation operation, OpenApiDocument document, IList<object> metadata)
    {
        var needs = metadata.OfType<CallerScope>().LastOrDefault();
        var policy = metadata.OfType<IAuthorizeData>().LastOrDefault()?.Policy ?? "";
        var byKey = needs is not null || policy == CallerPolicies.Any || policy.StartsWith(KeyPolicies.Any, StringComparison.Ordinal);
        var bySession = !policy.StartsWith(KeyPolicies.Any, StringComparison.Ordinal);
        operation.Security = [];
        if (byKey)
            operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentFrame.Key, document)] = [] });
        if (bySession)
            operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(DocumentFrame.Session, document)] = [] });
        var scope = needs is not null ? ApiKeyScopeText(needs) : KeyPolicies.ScopeIn(policy) is { } key ? $"A key needs the scope `{key}`." : byKey ? "Any key opens it." : "Sessions only, no keys.";
        operation.Description = string.Join("\n\n", new[] { operation.Description, scope }.Where(text => !string.IsNullOrWhiteSpace(text)));
    }

    private static string ApiKeyScopeText(CallerScope needs) =>
        $"A key needs the scope `{Features.People.ApiKeys.ApiKeyScopes.ToName(needs.Scope)}`." + needs.Role switch
        {
            Role.Finance => " For finance, admins and owners.",
            Role.Admin => " For admins and owners.",
            Role.Owner => " For owners.",
            _ => "",
        };

    private static void WriteHeaders(OpenApiOperation operation, string? method, bool changesVersion)
    {
        operation.Parameters ??= [];
        if (method == HttpMethods.Post)
            operation.Parameters.Add(Header("Idempotency-Key", "Makes repeating safe: the same key and body get the same answer for 24 hours.", "order-2026-0042", required: false));
        if (!changesVersion)
            return;
        operation.Parameters.Add(Header("If-Match", "The ETag that was read; * changes whatever is there.", "\"2f1a\"", required: true));
        foreach (var answer in operation.Responses?.Where(response => response.Key.StartsWith('2') && response.Value.Content?.Count > 0) ?? [])
        {
            ((OpenApiResponse)answer.Value).Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["ETag"] = new OpenApiHeader { Description = "The version that is there now.", Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            };
        }
    }

    private static OpenApiParameter Header(string name, string description, string example, bool required) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Required = required,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
        Example = JsonValue.Create(example),
    };

    // "{id:guid}" and "{**id}" are "{id}" in the document.
    [GeneratedRegex(@"\{\**(\w+)[^}]*\}")]
    private static partial Regex Constraint();
}
