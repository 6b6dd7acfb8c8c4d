using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Features.Knowledge.Retrieval.Ranking;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>Finds the approved answer to a question like the one that was asked.</summary>
internal sealed class CuratedAnswers(StudioDatabase database, CuratedHits hits)
{
    // A base has tens of them. Beyond this, the newest count.
    private const int Most = 2_000;

    private const int Shortlist = 5;
    private const double LeastWords = 0.3;

    /// <summary>The most like, when it is like enough for the settings of its base; counted as a hit. Null when there is none.</summary>
    public async Task<CuratedMatch?> MatchAsync(
        TenantScope scope, IReadOnlyList<Guid> knowledgeBaseIds, string question, Retrieval.Retrieval found, CancellationToken cancellationToken)
    {
        var bases = knowledgeBaseIds.ToArray();
        await using var db = await database.BeginAsync(scope, cancellationToken);
        var approved = db.Set<CuratedAnswer>().AsNoTracking().Where(answer => bases.Contains(answer.KnowledgeBaseId) && answer.State == CuratedState.Approved);
        var known = await approved.OrderByDescending(answer => answer.Id).Take(Most).Select(answer => new { answer.Id, answer.Question }).ToListAsync(cancellationToken);
        if (known.Count == 0)
        {
            return null;
        }

        var asked = Question.Of(question);
        var alike = known.Select(one => (one.Id, Words: QuestionLikeness.OfWords(asked, Question.Of(one.Question)))).Where(one => one.Words >= LeastWords)
            .OrderByDescending(one => one.Words).Take(Shortlist).ToDictionary(one => one.Id, one => one.Words);
        if (alike.Count == 0)
        {
            return null;
        }

        var ids = alike.Keys.ToArray();
        var answers = await approved.Where(answer => ids.Contains(answer.Id)).ToListAsync(cancellationToken);
        var best = answers.Select(answer => new CuratedMatch(answer.Id, answer.KnowledgeBaseId, answer.Question, answer.Answer, Likeness(answer, alike[answer.Id], found.Vectors)))
            .Where(match => match.Likeness >= (found.BaseSettings.GetValueOrDefault(match.KnowledgeBaseId) ?? found.Settings).CuratedThreshold).MaxBy(match => match.Likeness);
        if (best is null)
        {
            return null;
        }

        hits.Count(scope.OrganizationId, best.Id);
        return best;
    }

    private static double Likeness(CuratedAnswer answer, double words, IReadOnlyDictionary<string, QuestionVector> vectors)
    {
        var comparable = answer is { Embedding: { } known, EmbeddingModel: { } model } && vectors.TryGetValue(model, out var asked) && asked.Values.Length == known.Length
            ? (Known: known, Asked: asked)
            : default((float[] Known, QuestionVector Asked)?);
        return QuestionLikeness.Of(words, comparable is { } pair ? Cosine(pair.Known, pair.Asked.Values) : null, comparable?.Asked.IsHashed ?? true);
    }

    private static double Cosine(float[] left, float[] right)
    {
        var (product, one, other) = (0.0, 0.0, 0.0);
        for (var at = 0; at < left.Length; at++)
        {
            product += (double)left[at] * right[at];
            one += (double)left[at] * left[at];
            other += (double)right[at] * right[at];
        }

        return one == 0 || other == 0 ? 0 : product / Math.Sqrt(one * other);
    }
}
