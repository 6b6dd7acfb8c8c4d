using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Logging;
using AiStudio.Features.Models.Caching;
using AiStudio.Gateway.ResponseCache;
using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Whose answers a turn may get, and who may get its own. Read before its passages are, so that a document that changes meanwhile makes an entry that is never found, not a wrong one.</summary>
internal sealed record TurnCaching(AssistantCaching Setting, string Role, IReadOnlyList<Guid> Bases, string KnowledgeVersion)
{
    public static async Task<TurnCaching> ReadAsync(StudioDb db, Guid assistantId, IReadOnlyList<Guid> bases, SearchFilter filter, CancellationToken cancellationToken)
    {
        var setting = await CachePolicies.OfAsync(db, assistantId, cancellationToken);
        var (organization, user) = (db.Scope.OrganizationId, db.Scope.UserId);
        var rights = await db.Database.SqlQuery<Rights>($"""
            select coalesce((select role from membership where org_id = {organization} and user_id = {user} and disabled_at is null), '') as "Role",
                   case when {setting.Semantic} then coalesce(
                     (select encode(sha256(convert_to(string_agg(current_version_id::text || case when {filter.NamesTags} then tags::text else '' end, ',' order by id), 'UTF8')), 'hex') from document
                      where org_id = {organization} and knowledge_base_id = any({bases}) and current_version_id is not null), '') else '' end as "KnowledgeVersion"
            """).SingleAsync(cancellationToken);
        // To a question of the same meaning only an answer from the same documents is given.
        var narrowing = setting.Semantic && filter.Narrows ? JsonSerializer.Serialize(filter, RetrievalJson.Options) : "";
        return new(setting, rights.Role, bases, rights.KnowledgeVersion + narrowing);
    }

    /// <summary>What was said before belongs to the person, so from the second question on answers are shared with nobody, and only the same words count.</summary>
    public CachePolicy? PolicyFor(TurnTicket ticket, IReadOnlyList<ChatMessage> history, IReadOnlyList<RetrievedPassage> passages)
    {
        var first = history.Count == 0;
        var scope = new CacheScope(Role, Bases, first ? null : ticket.Key.Scope.UserId);
        var question = first ? (ticket.Question, Derived: passages.Count == 0 ? 1 : 2) : default((string Text, int Derived)?);
        var policy = CachePolicies.For(Setting, scope, question, KnowledgeVersion);
        return policy is null ? null : policy with
        {
            Fresh = ticket.Fresh,
            // The citations of an answer to another question point at the passages that were found for that one.
            Evidence = policy.Semantic is null ? null : JsonSerializer.Serialize(passages, ChatJson.Options),
        };
    }

    /// <summary>The passages an answer cites: those of its own question, unless it was given to another one.</summary>
    public static IReadOnlyList<RetrievedPassage> CitedBy(CacheHit? hit, IReadOnlyList<RetrievedPassage> own) =>
        hit is { Kind: CacheKind.Semantic, Evidence: { } evidence } ? JsonSerializer.Deserialize<IReadOnlyList<RetrievedPassage>>(evidence, ChatJson.Options)! : own;

    private sealed record Rights(string Role, string KnowledgeVersion);
}
