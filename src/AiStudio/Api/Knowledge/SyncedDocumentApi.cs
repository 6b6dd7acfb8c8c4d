using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Sources;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Api.Knowledge;

/// <summary>
/// For programs that keep a base in step with documents of their own, by the ids that those have at their source: a whole source can be sent every night, and only
/// what has changed is indexed again. A slash in an id stands as it is or as <c>%2F</c>.
/// </summary>
internal static class SyncedDocumentApi
{
    public static void MapSyncedDocumentApi(this IEndpointRouteBuilder routes)
    {
        var inBase = routes.MapResource("/api/knowledge-bases/{knowledgeBaseId:guid}/documents", ApiKeyScope.Knowledge).WithTags("Documents");
        inBase.MapPost("/pages", AddPageAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin)
            .Answers<DocumentEntry>(StatusCodes.Status202Accepted, "Add a web page by its address", KnowledgeExamples.Document, KnowledgeExamples.Page);

        var synced = inBase.MapGroup("/by-external-id/{**externalId}");
        synced.MapGet("", GetAsync).Answers<DocumentEntry>("Get a document by its external id", KnowledgeExamples.Document);
        synced.MapPut("", PutAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin).DisableAntiforgery()
            .WithMetadata(
                new RequestSizeLimitAttribute(DocumentIntake.LargestFile + DocumentApi.FormOverhead),
                new RequestFormLimitsAttribute { MultipartBodyLengthLimit = DocumentIntake.LargestFile + DocumentApi.FormOverhead })
            .Answers<DocumentEntry>(StatusCodes.Status202Accepted, "Create or replace a document by its external id", KnowledgeExamples.Document, KnowledgeExamples.Upload);
        synced.MapDelete("", RemoveAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin).AnswersNothing("Delete a document by its external id");
    }

    /// <summary>Fetched once, now. Added again it becomes the next version when it has changed; its address is its external id.</summary>
    private static async Task<IResult> AddPageAsync(
        Guid knowledgeBaseId, Body<NewPage> body, HttpContext context, DocumentSources sources, DocumentEntries documents, CancellationToken cancellationToken) =>
        await DocumentApi.AddedAsync(context, await sources.AddPageAsync(context.ApiCaller(), knowledgeBaseId, body.Value.Address ?? "", cancellationToken), documents, cancellationToken);

    private static async Task<IResult> GetAsync(
        Guid knowledgeBaseId, string externalId, HttpContext context, DocumentSources sources, DocumentEntries documents, CancellationToken cancellationToken) =>
        (await documents.GetAsync(context.ApiCaller(), await sources.FindAsync(context.ApiCaller(), knowledgeBaseId, Decoded(externalId), cancellationToken), cancellationToken)).ToOk(context);

    /// <summary>The file is what the document says from now on. The same content under the same name is no new version, and nothing is indexed again.</summary>
    private static async Task<IResult> PutAsync(
        Guid knowledgeBaseId, string externalId, IFormFile file, [FromQuery] string? sourceUrl, HttpContext context, DocumentSources sources, DocumentEntries documents,
        CancellationToken cancellationToken)
    {
        using var content = new MemoryStream((int)Math.Min(file.Length, DocumentIntake.LargestFile));
        await file.CopyToAsync(content, cancellationToken);
        var synced = await sources.SyncAsync(context.ApiCaller(), knowledgeBaseId, Decoded(externalId), file.FileName, content.ToArray(), sourceUrl, cancellationToken);
        return await DocumentApi.AddedAsync(context, synced, documents, cancellationToken);
    }

    private static async Task<IResult> RemoveAsync(Guid knowledgeBaseId, string externalId, HttpContext context, DocumentSources sources, CancellationToken cancellationToken) =>
        (await sources.RemoveAsync(context.ApiCaller(), knowledgeBaseId, Decoded(externalId), cancellationToken)).ToNoContent(context);

    // The server decodes all of a path but this.
    private static string Decoded(string externalId) => externalId.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    /// <summary>A web page to be added.</summary>
    /// <param name="Address">Public, over https.</param>
    internal sealed record NewPage(string? Address);
}
