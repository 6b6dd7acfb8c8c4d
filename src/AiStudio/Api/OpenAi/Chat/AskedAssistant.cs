using AiStudio.Api.Auth;
using AiStudio.Features.Chat;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Features.Prompts;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>
/// Makes of a request for <c>assistant/&lt;slug&gt;</c> one for the model behind it, with the assistant's prompt and passages.
/// What programs ask counts in no tier's messages a day, also under the feature <c>chat</c>: those are for people who write, as everywhere else;
/// a key has rate limits and budgets of its own.
/// </summary>
internal sealed class AskedAssistant(AssistantQuestions assistants)
{
    public const string Prefix = "assistant/";

    /// <param name="grant">The key that asks.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="effect">The id of this request, the same when it is run again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async ValueTask<ChatRequest> ResolveAsync(ApiKeyGrant grant, ChatRequest request, Guid effect, CancellationToken cancellationToken)
    {
        if (!request.Model.StartsWith(Prefix, StringComparison.Ordinal))
            return request;
        var caller = grant.CallerFor(request.Feature ?? FeatureTag.Default);
        var unit = new ExposedUnit(effect, request.EndUser is { } name ? ExposedUnit.IdOfEndUser(name) : caller.UserId);
        // assistant/support@staging: an environment of its own asks with its own label.
        var (slug, label) = request.Model[Prefix.Length..].Split('@', 2) is [var asked, var environment] ? (asked, environment) : (request.Model[Prefix.Length..], PromptLabel.Production);
        var gathered = await assistants.GatherAsync(caller, slug, label, unit, new AssistantRequest(request.Messages) { Tags = request.Tags }, cancellationToken);
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
            Context = question.Context,
            Passages = question.Passages,
            Assignment = question.Assignment,
            Caching = request.Caching.Or(question.KeepFor),
        };
    }
}
