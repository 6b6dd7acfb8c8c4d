using AiStudio.Api.Auth;
using AiStudio.Features.Chat;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>
/// Makes of a request for <c>assistant/&lt;slug&gt;</c> one for the model behind it, with the assistant's prompt and passages.
/// What programs ask counts in no tier's messages a day, also under the feature <c>chat</c>: those are for people who write, as everywhere else;
/// a key has rate limits and budgets of its own.
/// </summary>
internal sealed class AskedAssistant(AssistantQuestions assistants)
{
    public const string Prefix = "assistant/";

    public async ValueTask<ChatRequest> ResolveAsync(ApiKeyGrant grant, ChatRequest request, CancellationToken cancellationToken)
    {
        if (!request.Model.StartsWith(Prefix, StringComparison.Ordinal))
            return request;
        var gathered = await assistants.GatherAsync(grant.CallerFor(request.Feature ?? FeatureTag.Default), request.Model[Prefix.Length..], request.Messages, cancellationToken);
        if (!gathered.Succeeded)
            throw RequestObject.Refused(gathered.Error.Code == "no_assistant" ? OpenAiErrors.NoSuchModel(request.Model) : OpenAiErrors.Invalid(gathered.Error.Code, "model", gathered.Error.Message));
        var question = gathered.Value;
        question.Settings.FillIn(request.Settings);
        return request with
        {
            Model = question.Model,
            Messages = question.Messages,
            Feature = request.Feature ?? question.Feature,
            PromptVersionId = question.PromptVersionId,
            Passages = question.Passages,
            Caching = request.Caching.Or(question.KeepFor),
        };
    }
}
