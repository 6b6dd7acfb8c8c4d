using System.Globalization;
using System.Text;
using AiStudio.Api.Auth;
using AiStudio.Api.Contract;
using AiStudio.Api.Reference;
using AiStudio.Features.Knowledge;
using AiStudio.Features.Knowledge.Tagging;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Mvc;

namespace AiStudio.Api.Knowledge;

/// <summary>The documents of knowledge bases: every member reads them, admins write. Indexing is a job: adding answers 202, and the document says how far it is.</summary>
internal static class DocumentApi
{
    // The parts of a form around the file.
    public const int FormOverhead = 64 * 1024;

    public static void MapDocumentApi(this IEndpointRouteBuilder routes)
    {
        var inBase = routes.MapResource("/api/knowledge-bases/{knowledgeBaseId:guid}/documents", ApiKeyScope.Knowledge).WithTags("Documents");
        inBase.MapGet("", ListAsync).AnswersPage<DocumentEntry>("List the documents of a knowledge base", KnowledgeExamples.Document);
        inBase.MapPost("", UploadAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin).DisableAntiforgery()
            .WithMetadata(
                new RequestSizeLimitAttribute(DocumentIntake.LargestFile + FormOverhead),
                new RequestFormLimitsAttribute { MultipartBodyLengthLimit = DocumentIntake.LargestFile + FormOverhead })
            .Answers<DocumentEntry>(StatusCodes.Status202Accepted, "Upload a document", KnowledgeExamples.Document, KnowledgeExamples.Upload);
        inBase.MapPost("/text", AddTextAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin)
            .Answers<DocumentEntry>(StatusCodes.Status202Accepted, "Add a document by its text", KnowledgeExamples.Document, KnowledgeExamples.Text);

        var documents = routes.MapResource("/api/documents/{id:guid}", ApiKeyScope.Knowledge).WithTags("Documents");
        documents.MapGet("", GetAsync).Answers<DocumentEntry>("Get a document", KnowledgeExamples.Document);
        documents.MapPatch("", ChangeAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin).RequireIfMatch()
            .Answers<DocumentEntry>("Set the tags of a document", KnowledgeExamples.Document, KnowledgeExamples.Tags);
        documents.MapDelete("", DeleteAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin).AnswersNothing("Delete a document");
        documents.MapGet("/chunks", ChunksAsync).AnswersPage<ChunkEntry>("List the passages of a document", KnowledgeExamples.Chunk);
        documents.MapPost("/stop", StopAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin).AnswersNothing("Stop indexing a document");
        documents.MapPost("/retry", RetryAsync).RequireCaller(ApiKeyScope.Knowledge, Role.Admin).AnswersNothing("Index a document again");
    }

    private static async Task<IResult> ListAsync(
        Guid knowledgeBaseId, [AsParameters] PageQuery page, HttpContext context, DocumentEntries documents, CancellationToken cancellationToken, string? state = null)
    {
        if (page.ProblemById is { } problem)
            return problem.ToProblem(context);
        DocumentState? only = Enum.TryParse<DocumentState>(state, ignoreCase: true, out var named) && char.IsAsciiLetter(state![0]) ? named : null;
        if (state is not null && only is null)
            return Error.Invalid("state_invalid", "state is one of waiting, processing, ready, failed and cancelled.").ToProblem(context);
        var rows = await documents.ListAsync(context.ApiCaller(), knowledgeBaseId, only, page.AfterId, page.Rows + 1, cancellationToken);
        return rows.Succeeded ? rows.Value.ToPage(context, page, row => row.Id.ToString()) : rows.Error.ToProblem(context);
    }

    private static async Task<IResult> UploadAsync(
        Guid knowledgeBaseId, IFormFile file, HttpContext context, DocumentService service, DocumentEntries documents, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream((int)Math.Min(file.Length, DocumentIntake.LargestFile));
        await file.CopyToAsync(content, cancellationToken);
        var added = await service.AddAsync(context.ApiCaller(), knowledgeBaseId, new NewFile(file.FileName, content.ToArray()), cancellationToken);
        return await AddedAsync(context, added, documents, cancellationToken);
    }

    /// <summary>The name ends in the kind of the text: .md or .txt. One that is there already gets its next version.</summary>
    private static async Task<IResult> AddTextAsync(
        Guid knowledgeBaseId, Body<NewText> body, HttpContext context, DocumentService service, DocumentEntries documents, CancellationToken cancellationToken) =>
        await AddedAsync(
            context,
            await service.AddAsync(context.ApiCaller(), knowledgeBaseId, new NewFile(body.Value.Name ?? "", Encoding.UTF8.GetBytes(body.Value.Text ?? "")), cancellationToken),
            documents, cancellationToken);

    /// <summary>202 with the document that was taken in.</summary>
    public static async Task<IResult> AddedAsync(HttpContext context, Result<AddedDocument> added, DocumentEntries documents, CancellationToken cancellationToken)
    {
        if (!added.Succeeded)
            return added.Error.ToProblem(context);
        context.Response.Headers.Location = $"/api/documents/{added.Value.DocumentId}";
        var found = await documents.GetAsync(context.ApiCaller(), added.Value.DocumentId, cancellationToken);
        return found.Succeeded ? TypedResults.Json(found.Value, statusCode: StatusCodes.Status202Accepted) : found.Error.ToProblem(context);
    }

    private static Task<IResult> GetAsync(Guid id, HttpContext context, DocumentEntries documents, RowVersions versions, CancellationToken cancellationToken) =>
        context.VersionedAsync<Document, DocumentEntry>(versions, id, caller => documents.GetAsync(caller, id, cancellationToken));

    /// <summary>All of its tags: searches and lists can be narrowed to them.</summary>
    private static async Task<IResult> ChangeAsync(
        Guid id, Body<DocumentChanges> body, HttpContext context, DocumentTags tags, DocumentEntries documents, RowVersions versions, CancellationToken cancellationToken)
    {
        var set = await tags.SetAsync(context.ApiCaller(), id, body.Value.Tags ?? [], IfMatch.VersionOf(context), cancellationToken);
        return set.Succeeded ? await GetAsync(id, context, documents, versions, cancellationToken) : set.Error.ToProblem(context);
    }

    private static async Task<IResult> DeleteAsync(Guid id, HttpContext context, DocumentService service, CancellationToken cancellationToken) =>
        (await service.DeleteAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static async Task<IResult> ChunksAsync(Guid id, [AsParameters] PageQuery page, HttpContext context, DocumentEntries documents, CancellationToken cancellationToken)
    {
        int? after = int.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal) ? ordinal : null;
        if (page.Cursor is not null && after is null)
            return PageQuery.Unreadable.ToProblem(context);
        var rows = await documents.ChunksAsync(context.ApiCaller(), id, after, page.Rows + 1, cancellationToken);
        return rows.Succeeded ? rows.Value.ToPage(context, page, row => row.Ordinal.ToString(CultureInfo.InvariantCulture)) : rows.Error.ToProblem(context);
    }

    private static async Task<IResult> StopAsync(Guid id, HttpContext context, DocumentService service, CancellationToken cancellationToken) =>
        (await service.StopAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    private static async Task<IResult> RetryAsync(Guid id, HttpContext context, DocumentService service, CancellationToken cancellationToken) =>
        (await service.RetryAsync(context.ApiCaller(), id, cancellationToken)).ToNoContent(context);

    /// <summary>What is to be changed about a document.</summary>
    /// <param name="Tags">Up to 20, of up to 50 characters each.</param>
    internal sealed record DocumentChanges(IReadOnlyList<string>? Tags);

    /// <summary>A document as text.</summary>
    /// <param name="Name">Its file name, ending in .md or .txt.</param>
    /// <param name="Text">Up to 10 MB.</param>
    internal sealed record NewText(string? Name, string? Text);
}
