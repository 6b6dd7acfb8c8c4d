namespace AiStudio.Gateway.Upstream;

/// <summary>The header that a provider expects its key in.</summary>
public enum KeyHeader
{
    /// <summary><c>Authorization: Bearer …</c>, as OpenAI and most compatible servers.</summary>
    Authorization,

    /// <summary><c>api-key: …</c>, as Azure OpenAI.</summary>
    ApiKey,

    /// <summary><c>x-api-key: …</c>, as Anthropic documents it.</summary>
    XApiKey,
}
