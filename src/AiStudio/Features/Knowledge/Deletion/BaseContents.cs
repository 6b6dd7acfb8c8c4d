using System.ComponentModel.DataAnnotations.Schema;

namespace AiStudio.Features.Knowledge.Deletion;

/// <summary>What would go with a base.</summary>
/// <param name="Id">Which one.</param>
/// <param name="Name">As people know it.</param>
/// <param name="Archived">Whether it is out of every search; before that it is not deleted.</param>
/// <param name="Documents">How many it has.</param>
/// <param name="Chunks">Of all versions of them.</param>
/// <param name="Answers">Curated answers, in every state.</param>
/// <param name="QuestionSets">Sets of questions it was measured on, with their runs.</param>
/// <param name="Queries">Questions it was searched with that are kept.</param>
/// <param name="Assistants">The names of those that name it. Until they do not, it is not deleted: an assistant that names no base any more would read all.</param>
/// <param name="Suites">The names of the evaluation suites that search it; it leaves them.</param>
internal sealed record BaseContents(
    Guid Id, string Name, bool Archived, int Documents, int Chunks, int Answers, int QuestionSets, int Queries, string[] Assistants, string[] Suites)
{
    /// <summary>How far its deletion is, when that has begun.</summary>
    [NotMapped]
    public BaseDeletion? Deletion { get; init; }
}
