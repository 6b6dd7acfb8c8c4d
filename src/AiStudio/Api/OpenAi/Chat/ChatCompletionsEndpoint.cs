using AiStudio.Api.Auth;
using AiStudio.Api.Idempotency;
using AiStudio.Api.RateLimits;
using AiStudio.Gateway;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary><c>POST /v1/chat/completions</c>: read, check the key's models, and answer whole or as a stream.</summary>
internal sealed class ChatCompletionsEndpoint(AskedAssistant assistants, WholeCompletion whole, StreamedCompletion streamed)
{
    public async Task HandleAsync(HttpContext context)
    {
        var grant = context.KeyGrant();
        var request = await RequestBody.ReadAsync(context.Request, ChatRequestReader.Read, context.RequestAborted);
        if (request.Fallbacks.Prepend(request.Model).FirstOrDefault(model => !grant.Allows(model)) is { } closed)
            throw RequestObject.Refused(OpenAiErrors.NoSuchModel(closed));
        request = await assistants.ResolveAsync(grant, request, context.RequestAborted);
        var deadline = RequestTimeout.Of(context.Request);
        var calls = new List<GatewayCall>(2);
        GatewayCall NewCall()
        {
            calls.Add(new(grant.CallerFor(request.Feature ?? FeatureTag.Default), request.Model, context.CallId((byte)calls.Count))
            {
                Deadline = deadline,
                Fallbacks = request.Fallbacks,
                PromptVersionId = request.PromptVersionId,
            });
            return calls[^1];
        }

        try
        {
            await (request.Stream ? streamed.AnswerAsync(context, request, NewCall) : whole.AnswerAsync(context, request, NewCall));
        }
        finally
        {
            await TokenCharge.SettleAsync(context, calls);
        }
    }
}
