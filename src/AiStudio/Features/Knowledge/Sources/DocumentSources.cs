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
    public Task<Result<AddedDocument>> SyncAsync(
        Caller caller, Guid knowledgeBaseId, string externalId, string name, byte[] content, string? sourceUrl, CancellationToken cancellationToken) =>
        documents.AddAsync(caller, knowledgeBaseId, new NewFile(name, content, externalId, sourceUrl), cancellationToken);

    /// <summary>The one that the program calls so is gone at its source.</summary>
    public async Task<Result<Done>> RemoveAsync(Caller caller, Guid knowledgeBaseId, string externalId, CancellationToken cancellationToken)
    {
        Guid? found;
        await using (var db = await database.BeginAsync(caller.Scope, cancellationToken))
        {
            found = await db.Set<Document>().Where(row => row.KnowledgeBaseId == knowledgeBaseId && row.ExternalId == externalId)
                .Select(row => (Guid?)row.Id).SingleOrDefaultAsync(cancellationToken);
        }

        return await documents.DeleteAsync(caller, found ?? Guid.Empty, cancellationToken);
    }
}
