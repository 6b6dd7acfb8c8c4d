using AiStudio.Features.Knowledge.Retrieval;

namespace AiStudio.Features.Knowledge.Curation;

/// <summary>The approved answer to a question like the one that was asked.</summary>
/// <param name="Id">Which one.</param>
/// <param name="KnowledgeBaseId">Of which base.</param>
/// <param name="Question">The question it was approved for.</param>
/// <param name="Answer">Markdown.</param>
/// <param name="Likeness">How like the questions are, up to 1.</param>
internal sealed record CuratedMatch(Guid Id, Guid KnowledgeBaseId, string Question, string Answer, double Likeness)
{
    /// <summary>As something that can be cited: the heading is the question, and in the document's place stands the base.</summary>
    public RetrievedPassage ToPassage() =>
        new(Id, KnowledgeBaseId, Guid.Empty, "Approved answer", Question, Page: null, SpanStart: 0, SpanEnd: Answer.Length, Answer, Likeness) { IsCurated = true };
}
