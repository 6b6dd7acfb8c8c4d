using AiStudio.Platform;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;

namespace AiStudio.Api.Reference;

/// <summary>What the document says once: what it is about, who may call, and how errors look.</summary>
internal sealed class DocumentFrame(IOptions<StudioOptions> studio) : IOpenApiDocumentTransformer
{
    public const string Key = "apiKey";
    public const string Session = "session";
    public const string Problem = "Problem";
    public const string OpenAiError = "OpenAiError";

    private static readonly (string Name, string Description)[] s_tags =
    [
        ("OpenAI-compatible", "What programs that speak OpenAI's API call. Errors have OpenAI's form."),
        ("Conversations", "A person's own conversations. Nobody else's are ever seen, also not by admins."),
        ("Turns", "A question and its answer, which is written whether anybody watches or not."),
        ("Knowledge bases", "What assistants answer from. Every member reads, admins write."),
        ("Documents", "The documents of knowledge bases, and the passages that are searched and cited."),
        ("Models", "Models, prices, aliases and provider connections. Admins and owners."),
        ("Spend", "Budgets, calls and what was used, in nano-dollars: 1,000,000,000 is one US dollar. Finance, admins and owners."),
        ("API keys", "Keys for programs. A secret is told once."),
        ("People", "Members and invitations. Admins and owners."),
        ("Jobs", "Slow work: its state and progress, and how to stop it."),
        ("Batches", "Many chat completions at once, done as the providers' limits allow."),
        ("Notifications", "What the bell shows: a person's own."),
        ("Limits", "Rate limits. Admins and owners."),
    ];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo { Title = "AiStudio", Version = "1", Description = Description };
        document.Servers = [new OpenApiServer { Url = studio.Value.PublicUrl.TrimEnd('/') }];
        document.Tags = new HashSet<OpenApiTag>(s_tags.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description }));
        document.AddComponent(Key, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "An API key, ais_…, made under API keys. Each operation names the scope it needs.",
        });
        document.AddComponent(Session, new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey,
            In = ParameterLocation.Cookie,
            Name = "aistudio.session",
            Description = "The cookie of somebody who is signed in, for pages of this site.",
        });
        document.AddComponent(Problem, Schema(
            ("type", JsonSchemaType.String, "What kind of problem, as an address"), ("title", JsonSchemaType.String, "The status in words"), ("status", JsonSchemaType.Integer, "The HTTP status"),
            ("detail", JsonSchemaType.String, "What happened and what to do, for a person"), ("code", JsonSchemaType.String, "What a program branches on; stable"),
            ("requestId", JsonSchemaType.String, "Finds the request in the log of the installation")));
        OpenAiOperations.AddComponents(document);
        document.AddComponent(OpenAiError, new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["error"] = Schema(
                    ("message", JsonSchemaType.String, "What happened, for a person"), ("type", JsonSchemaType.String, "OpenAI's kind of error"),
                    ("param", JsonSchemaType.String | JsonSchemaType.Null, "The member of the request it is about"), ("code", JsonSchemaType.String | JsonSchemaType.Null, "What a program branches on")),
            },
        });
        return Task.CompletedTask;
    }

    private static OpenApiSchema Schema(params (string Name, JsonSchemaType Type, string Description)[] members) => new()
    {
        Type = JsonSchemaType.Object,
        Properties = members.ToDictionary(member => member.Name, IOpenApiSchema (member) => new OpenApiSchema { Type = member.Type, Description = member.Description }),
    };

    private const string Description = """
        Everything that programs can do with AiStudio. Under `/v1` it speaks OpenAI's API: set the base URL and a key, and existing programs work. Under `/api` it is managed.

        - **Keys** go into `Authorization: Bearer ais_…`, never into an address. A key opens what its scopes name, and never more than its creator may do now.
        - **Lists** come in pages: `?limit=` (1 to 200) and `?cursor=` with the `next` of the page before, which is also in the header `Link`.
        - **Changes** name what they change: `If-Match` with the `ETag` that was read. 428 asks for it, 412 says that somebody was faster.
        - **Repeating** a POST is safe with `Idempotency-Key`: within 24 hours the same request gets the same answer, and nothing happens twice.
        - **Errors** under `/api` are problems (RFC 9457) with a stable `code`; every answer has an `x-request-id`, your own if you sent one, by which Traces finds its calls.
        - **Money** is in nano-dollars: 1,000,000,000 is one US dollar.
        """;
}
