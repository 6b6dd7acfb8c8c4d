using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge;

/// <summary>A small knowledge base made of this repository's own documentation, so that the first question can be about AiStudio.</summary>
internal sealed partial class KnowledgeDemo(StudioDatabase database, DocumentIntake intake, TimeProvider time, ILogger<KnowledgeDemo> logger) : ISeedsDemo
{
    public const string BaseName = "AiStudio documentation";

    private const string ResourcePrefix = "documentation/";

    public async Task SeedAsync(TenantScope owner, CancellationToken cancellationToken)
    {
        var knowledgeBaseId = await CreateBaseAsync(owner, cancellationToken);
        var assembly = typeof(KnowledgeDemo).Assembly;
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            await using var stream = assembly.GetManifestResourceStream(resource)!;
            using var content = new MemoryStream();
            await stream.CopyToAsync(content, cancellationToken);
            // migrations/README.md and README.md are two documents: the folder becomes part of the name.
            var name = resource[ResourcePrefix.Length..].Replace('/', ' ');
            var added = await intake.AddAsync(owner, knowledgeBaseId, new NewFile(name, content.ToArray()), cancellationToken);
            if (!added.Succeeded)
            {
                LogRefused(name, added.Error.Code);
            }
        }
    }

    private async Task<Guid> CreateBaseAsync(TenantScope owner, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(owner, cancellationToken);
        if (await db.Set<KnowledgeBase>().SingleOrDefaultAsync(row => row.Name == BaseName, cancellationToken) is { } existing)
        {
            return existing.Id;
        }

        var knowledge = new KnowledgeBase
        {
            OrganizationId = owner.OrganizationId,
            Id = Guid.CreateVersion7(),
            Name = BaseName,
            Description = "What AiStudio is, how it is run and how its data is laid out.",
            EmbeddingProfileId = await db.Set<EmbeddingProfile>().OrderByDescending(row => row.Version).Select(row => row.Id).FirstAsync(cancellationToken),
            CreatedBy = owner.UserId,
            CreatedAt = time.GetUtcNow(),
        };
        db.Add(knowledge);
        await db.CommitAsync(cancellationToken);
        return knowledge.Id;
    }

    [LoggerMessage(LogLevel.Warning, "The demo document {Document} was refused: {Code}")]
    private partial void LogRefused(string document, string code);
}
