namespace AiStudio.Features.Evals;

/// <summary>A message of a case.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">What was said.</param>
public sealed record CaseMessage(string Role, string Text)
{
    public const string User = "user";
    public const string Assistant = "assistant";
}
