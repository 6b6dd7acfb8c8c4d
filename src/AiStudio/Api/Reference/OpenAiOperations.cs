using Microsoft.OpenApi;

namespace AiStudio.Api.Reference;

/// <summary>What the document says about <c>/v1</c>: <c>openai.json</c>, a document of its own, because those routes read and write their bodies themselves.</summary>
internal static class OpenAiOperations
{
    private const string Tag = "OpenAI-compatible";
    private static readonly OpenApiDocument s_own = Read();

    /// <summary>The parts that its operations point at.</summary>
    public static void AddComponents(OpenApiDocument document)
    {
        foreach (var (name, schema) in s_own.Components!.Schemas!)
            document.AddComponent(name, schema);
        foreach (var (name, header) in s_own.Components.Headers!)
            document.AddComponent(name, header);
        foreach (var (name, parameter) in s_own.Components.Parameters!)
            document.AddComponent(name, parameter);
    }

    /// <param name="path">The route's, with its parameters in braces.</param>
    /// <param name="method">GET, POST, …</param>
    /// <param name="operation">Keeps the parameters of its address.</param>
    /// <param name="document">Where it stands.</param>
    /// <returns>The operation's name; null for one that is not described there.</returns>
    public static string? Describe(string path, string method, OpenApiOperation operation, OpenApiDocument document)
    {
        if (!s_own.Paths.TryGetValue(path, out var routes) || routes.Operations?.GetValueOrDefault(HttpMethod.Parse(method)) is not { } own)
            return null;
        operation.Tags = new HashSet<OpenApiTagReference> { new(Tag, document) };
        operation.Description = own.Description;
        operation.RequestBody = own.RequestBody;
        operation.Parameters = [.. operation.Parameters ?? [], .. own.Parameters ?? []];
        operation.Responses = [];
        foreach (var (status, answer) in own.Responses!)
            operation.Responses[status] = answer;
        return own.Summary;
    }

    private static OpenApiDocument Read()
    {
        using var stream = typeof(OpenAiOperations).Assembly.GetManifestResourceStream("openai.json")!;
        using var text = new StreamReader(stream);
        return OpenApiDocument.Parse(text.ReadToEnd(), "json").Document!;
    }
}
