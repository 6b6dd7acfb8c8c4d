using System.Text.Json;
using AiStudio.Features.Knowledge.Curation;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Knowledge.Retrieval.Packing;
using AiStudio.Gateway;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>The whole way from a question to what it is answered with: approved answer, search, packing, and the log of it all. Chats and programs take the same.</summary>
internal sealed class PassageGatherer(
    PassageRetriever retriever, PassagePacker packer, CuratedAnswers curated, StudioDatabase database, TimeProvider time)
{
    public async Task<GatheredPassages> GatherAsync(TenantScope scope, GatewayCaller caller, GatheringRequest request, CancellationToken cancellationToken)
    {
        var question = request.Rewritten ?? request.Question;
        var found = await retriever.SearchAsync(
            scope, caller, new SearchRequest(request.KnowledgeBaseIds, question) { TopK = request.TopK, Filter = request.Filter, Calls = request.Calls }, cancellationToken);
        // An approved answer bears no tags, so it is none of what was asked for. How old documents may be says nothing of it: a person vouches for it.
        var approved = request.TakesCurated && !request.Filter.NamesTags ? await curated.MatchAsync(scope, request.KnowledgeBaseIds, question, found, cancellationToken) : null;
        var packed = await packer.PackAsync(scope, found, cancellationToken);
        if (request.Logged)
            await LogAsync(scope, request, found, packed, approved, cancellationToken);
        return new GatheredPassages(packed, approved, found);
    }

    private async Task LogAsync(
        TenantScope scope, GatheringRequest request, Retrieval found, PackedPassages packed, CuratedMatch? approved, CancellationToken cancellationToken)
    {
        // Work in the name of the organization belongs to nobody who could look it up.
        if (scope.UserId is not { } owner)
        {
            return;
        }

        var isAlike = found.BaseSettings.Values.Distinct().Count() <= 1;
        await using var db = await database.BeginAsync(scope, cancellationToken);
        db.Add(new RetrievalLog
        {
            OrganizationId = scope.OrganizationId,
            Id = Guid.CreateVersion7(),
            OwnerId = owner,
            TurnId = request.TurnId,
            Query = Storable(request.Question),
            Rewritten = request.Rewritten is { } rewritten ? Storable(rewritten) : null,
            Candidates = RetrievalLog.Describe(found, packed),
            KnowledgeBaseIds = [.. request.KnowledgeBaseIds],
            Fits = found.Fits,
            Settings = isAlike ? JsonSerializer.Serialize(found.Settings, RetrievalJson.Options) : null,
            BaseSettings = isAlike ? null : JsonSerializer.Serialize(found.BaseSettings, RetrievalJson.Options),
            Filter = request.Filter.Narrows ? JsonSerializer.Serialize(request.Filter, RetrievalJson.Options) : null,
            Source = request.Source,
            TopK = request.TopK,
            Omitted = packed.Omitted,
            RerankedBy = found.RerankedBy,
            Note = found.Note,
            CuratedAnswerId = approved?.Id,
            DurationMs = found.DurationMs,
            CreatedAt = time.GetUtcNow(),
        });
        await db.CommitAsync(cancellationToken);
    }

    // What a program asks has not been cleaned as what a person writes has.
    private static string Storable(string text) => text.Replace("\0", "", StringComparison.Ordinal);
}
