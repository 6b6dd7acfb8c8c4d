using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>What a key may ask for.</summary>
internal sealed class KeyedChat(AskedAssistant assistants)
{
    /// <summary>The request as its models are asked; refused when the key may not use one of them, or when there is no such assistant.</summary>
    public ValueTask<ChatRequest> AdmitAsync(ApiKeyGrant grant, ChatRequest request, Guid effect, CancellationToken cancellationToken)
    {
        Check(grant, request);
        return assistants.ResolveAsync(grant, request, effect, cancellationToken);
    }

    public static void Check(ApiKeyGrant grant, ChatRequest request)
    {
        if (request.Fallbacks.Prepend(request.Model).FirstOrDefault(model => !grant.Allows(model)) is { } closed)
            throw RequestObject.Refused(OpenAiErrors.NoSuchModel(closed));
    }
}
