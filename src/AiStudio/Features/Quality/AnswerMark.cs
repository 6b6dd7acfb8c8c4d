namespace AiStudio.Features.Quality;

/// <summary>What is known of a chat's answer beside its call: numbers only.</summary>
/// <param name="Refused">It said that it would not or could not answer.</param>
/// <param name="Quoted">How many citations quote something.</param>
/// <param name="Verified">How many of those quote what stands there.</param>
internal sealed record AnswerMark(bool Refused, int Quoted, int Verified);
