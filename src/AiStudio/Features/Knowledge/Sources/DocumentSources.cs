using System.Text;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Sources;

/// <summary>Documents that are not uploaded files: pasted text, web pages, and what programs keep in step with a source of their own.</summary>
internal sealed class DocumentSources(StudioDatabase database, DocumentService documents, WebPages pages)
{
    private const int LongestAddress = 2_000;

    /// <summary>Text that somebody pasted or typed, as Markdown under its title.</summary>
    public Task<Result<AddedDocument>> AddTextAsync(Caller caller, Guid knowledgeBaseId, string title, string text, CancellationToken cancellationToken)
    {
        var name = DocumentName.Clean(title.Replace('/', ' ').Replace('\\', ' '));
        return documents.AddAsync(
            caller, knowledgeBaseId, new NewFile(name.EndsWith(".md", StringComparison.OrdinalIgnoreCase) || name.Length == 0 ? name : name + ".md", Encoding.UTF8.GetBytes(text)), cancellationToken);
    }

    /// <summary>A public web page, as it is now. Added again, it becomes the next version when it has changed.</summary>
    public async Task<Result<AddedDocument>> AddPageAsync(Caller caller, Guid knowledgeBaseId, string address, CancellationToken cancellationToken)
    {
        if (!KnowledgeService.MayWrite(caller))
        {
            return DocumentService.Forbidden;
        }

        var fetched = await pages.FetchAsync(address, cancellationToken);
        return fetched.Succeeded ? await documents.AddAsync(caller, knowledgeBaseId, fetched.Value, cancellationToken) : fetched.Error;
    }

    /// <summary>
    /// For a program that keeps a base in step with its own documents: the one it calls <paramref name="externalId"/> is now this file. Saying so again
    /// changes nothing, so a whole source can be sent every night.
    /// </summary>
    public async Task<Result<AddedDocument>> SyncAsync(
        Caller caller, Guid knowledgeBaseId, string externalId, string name, byte[] content, string? sourceUrl, CancellationToken cancellationToken) =>
        sourceUrl is null || IsAddress(sourceUrl)
            ? await documents.AddAsync(caller, knowledgeBaseId, new NewFile(name, content, externalId, sourceUrl), cancellationToken)
            : Error.Invalid("source_url_invalid", "The address of the source begins with https:// or http:// and has up to 2,000 characters.");

    // It becomes a link.
    private static bool IsAddress(string url) =>
        url.Length <= LongestAddress && Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttps || address.Scheme == Uri.UriSchemeHttp);

    /// <summary>The document that the program calls so; an id that nobody has when there is none.</summary>
    public async Task<Guid> FindAsync(Caller caller, Guid knowledgeBaseId, string externalId, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        return await db.Set<Document>().Where(row => row.KnowledgeBaseId == knowledgeBaseId && row.ExternalId == externalId).Select(row => row.Id).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>The one that the program calls so is gone at its source.</summary>
    public async Task<Result<Done>> RemoveAsync(Caller caller, Guid knowledgeBaseId, string externalId, CancellationToken cancellationToken) =>
        await documents.DeleteAsync(caller, await FindAsync(caller, knowledgeBaseId, externalId, cancellationToken), cancellationToken);
}
