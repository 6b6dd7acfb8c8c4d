using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Chat;
using AiStudio.Features.Chat.Reading;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Chat;

/// <summary>What assistants read. Admins and owners.</summary>
internal static class AssistantApi
{
    public static void MapAssistantApi(this IEndpointRouteBuilder routes)
    {
        var assistants = routes.MapResource("/api/assistants", ApiKeyScope.Knowledge, Role.Admin).WithTags("Assistants");
        assistants.MapGet("", ListAsync).AnswersPage<AssistantReading>("List what assistants read", AssistantExamples.Reading);
        assistants.MapGet("/{id:guid}", GetAsync).Answers<AssistantReading>("Get what an assistant reads", AssistantExamples.Reading);
        assistants.MapPut("/{id:guid}", SaveAsync).RequireIfMatch().Answers<AssistantReading>("Set what an assistant reads", AssistantExamples.Reading, AssistantExamples.NewReading);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageQuery page, HttpContext context, AssistantReadings readings, CancellationToken cancellationToken)
    {
        var found = await readings.ListAsync(context.ApiCaller(), cancellationToken);
        return found.Succeeded ? found.Value.ToPage(context, page, reading => reading.Id) : found.Error.ToProblem(context);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, AssistantReadings readings, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<Assistant, AssistantReading>(versions, id, caller => readings.GetAsync(caller, id, cancellationToken));

    /// <summary>All of it: what is left out is lifted. Chats and programs are answered so from the next question on.</summary>
    private static async Task<IResult> SaveAsync(Guid id, Body<NewReading> body, HttpContext context, AssistantReadings readings, RowVersions versions, CancellationToken cancellationToken)
    {
        var choice = new ReadingChoice(body.Value.BaseIds ?? [], body.Value.Tags ?? [], body.Value.Days);
        var saved = await readings.SaveAsync(context.ApiCaller(), id, choice, IfMatch.VersionOf(context), cancellationToken);
        return saved.Succeeded ? await GetAsync(id, context, readings, versions, cancellationToken) : saved.Error.ToProblem(context);
    }

    /// <summary>What an assistant shall read.</summary>
    /// <param name="BaseIds">The knowledge bases, up to 50; none: all of the organization, also those that come later.</param>
    /// <param name="Tags">Only documents with one of these tags, up to 20; none: all.</param>
    /// <param name="Days">Only documents that were added or replaced within so many days, 1 to 3,650; without it: all.</param>
    internal sealed record NewReading(IReadOnlyList<Guid>? BaseIds, IReadOnlyList<string>? Tags, int? Days);
}
