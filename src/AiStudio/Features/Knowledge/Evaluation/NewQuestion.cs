namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>A question of which is known where the answer stands.</summary>
/// <param name="Text">Up to 2,000 characters.</param>
/// <param name="Expected">Documents, by name with or without its ending, by id or by external id; none: nothing in the base answers it.</param>
internal sealed record NewQuestion(string Text, IReadOnlyList<string> Expected)
{
    public const int Longest = 2_000;
    public const int MostExpected = 20;
}
