namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>What kind of thing a question asks for, as far as its question word tells.</summary>
internal enum AnswerKind
{
    Anything,
    Person,
    Place,
    Time,
    Number,
}
