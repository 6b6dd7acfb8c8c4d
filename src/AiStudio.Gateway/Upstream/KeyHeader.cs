namespace AiStudio.Gateway.Upstream;

/// <summary>The header that a provider expects its key in.</summary>
public enum KeyHeader
{
    /// <summary><c>Authorization: Bearer …</c>, as OpenAI, Anthropic and most compatible servers.</summary>
    Authorization,

    /// <summary><c>api-key: …</c>, as Azure OpenAI.</summary>
    ApiKey,

    /// <summary><c>x-api-key: …</c>, as older servers of Anthropic's protocol.</summary>
    XApiKey,
}
