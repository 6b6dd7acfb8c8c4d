using AiStudio.Gateway.Upstream;

namespace AiStudio.Features.Models.Connections;

/// <summary>What the form starts with for a known kind of server.</summary>
/// <param name="Name">As people know it.</param>
/// <param name="Kind">The protocol.</param>
/// <param name="BaseUrl">The address, or its pattern.</param>
/// <param name="KeyHeader">Where the key goes.</param>
/// <param name="Hint">What to look out for.</param>
internal sealed record ConnectionPreset(string Name, ProviderKind Kind, string BaseUrl, KeyHeader KeyHeader, string Hint)
{
    /// <summary>Query parameters that the server wants.</summary>
    public IReadOnlyDictionary<string, string> Query { get; init; } = new Dictionary<string, string>();

    public static IReadOnlyList<ConnectionPreset> All { get; } =
    [
        new("OpenAI", ProviderKind.OpenAi, "https://api.openai.com/v1", KeyHeader.Authorization, "A key of a project, from the API keys page of OpenAI."),
        new("Azure OpenAI", ProviderKind.OpenAi, "https://YOUR-RESOURCE.openai.azure.com/openai/deployments/YOUR-DEPLOYMENT", KeyHeader.ApiKey,
            "Put your resource and deployment into the address. A deployment serves one model: name it by the id of the version behind it.")
        {
            Query = new Dictionary<string, string> { ["api-version"] = "2024-10-21" },
        },
        new("Anthropic", ProviderKind.Anthropic, "https://api.anthropic.com/v1", KeyHeader.XApiKey, "A key of a workspace, from the console of Anthropic."),
        new("Amazon Bedrock", ProviderKind.OpenAi, "https://bedrock-runtime.us-east-1.amazonaws.com/openai/v1", KeyHeader.Authorization, "Put your region into the address. The key is a Bedrock API key."),
        new("Google Vertex AI", ProviderKind.OpenAi, "https://us-central1-aiplatform.googleapis.com/v1/projects/YOUR-PROJECT/locations/us-central1/endpoints/openapi", KeyHeader.Authorization,
            "Put your project and region into the address. The key is an access token, which ends after an hour: rotate it by a job."),
        new("Ollama", ProviderKind.OpenAi, "http://localhost:11434/v1", KeyHeader.Authorization, "The installation must allow the address: Outbound:AllowPrivateAddresses. No key is needed. Name models with their tag, as llama3.1:8b-instruct-q4_K_M."),
        new("vLLM", ProviderKind.OpenAi, "http://localhost:8000/v1", KeyHeader.Authorization, "The installation must allow a private address: Outbound:AllowPrivateAddresses. The key is the one vLLM was started with, if any."),
        new("Other, OpenAI’s protocol", ProviderKind.OpenAi, "https://", KeyHeader.Authorization, "The address includes the version segment, as https://host/v1."),
        new("Other, Anthropic’s protocol", ProviderKind.Anthropic, "https://", KeyHeader.XApiKey, "The address includes the version segment, as https://host/v1."),
    ];
}
