using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>Who sees to it that an answer has the form that is asked for.</summary>
public static class AnswerForm
{
    /// <summary>
    /// Whether the provider that answers <paramref name="call"/> does, or no form is asked for. OpenAI itself, also at Azure, does for JSON and for strict
    /// schemas; of servers that are compatible with it nobody knows, so they count as if they did not. Known once the first of the answer is there.
    /// </summary>
    public static bool IsGuaranteed(GatewayCall call, ChatOptions options)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(options);
        if (options.ResponseFormat is not ChatResponseFormatJson format)
            return true;
        return call.Served?.Connection is { Kind: ProviderKind.OpenAi, BaseUrl: var url } && (url is null || OpenAiExtras.IsOpenAi(url.IdnHost))
            && (format.Schema is not { } schema || OpenAiSchema.StrictOf(schema, options) == true);
    }
}
