using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>The original file, always to be saved and never shown: what a stranger wrote does not run on this site.</summary>
internal static class DocumentDownload
{
    public static void MapDocumentDownload(this WebApplication app) =>
        app.MapGet("/knowledge/documents/{documentId:guid}/file", GetAsync).RequireAuthorization(Policies.Member);

    private static async Task<IResult> GetAsync(Guid documentId, int? version, HttpContext context, StudioDatabase database, CancellationToken cancellationToken)
    {
        if (context.User.ToCaller() is not { } caller)
        {
            return Results.Forbid();
        }

        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var file = await db.Database.SqlQuery<StoredFile>($"""
            select d.name as "Name", f.content as "Content"
            from document d
            join document_version v on v.org_id = d.org_id and v.document_id = d.id
            join stored_file f on f.org_id = v.org_id and f.content_hash = v.content_hash
            where d.org_id = {caller.OrganizationId} and d.id = {documentId} and v.number = coalesce({version}::integer, v.number)
            order by v.number desc limit 1
            """).AsAsyncEnumerable().FirstOrDefaultAsync(cancellationToken);
        if (file is null)
        {
            return Results.NotFound();
        }

        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        context.Response.Headers.CacheControl = "private, no-store";
        return Results.File(file.Content, "application/octet-stream", file.Name);
    }

    private sealed record StoredFile(string Name, byte[] Content);
}
