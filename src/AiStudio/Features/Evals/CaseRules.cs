using AiStudio.Features.Evals.Checks;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Evals;

/// <summary>What a case may be.</summary>
internal static class CaseRules
{
    private const int MostMessages = 200;
    private const int LongestText = 100_000;
    private const int MostChecks = 50;
    private const int MostValues = 100;

    /// <summary>What is wrong with a case; null when nothing is. A case without a check cannot be saved: it would pass whatever is said.</summary>
    public static Error? Check(CaseDraft draft)
    {
        var content = draft.Content;
        if (draft.Name.Length > 200 || !Storable(draft.Name))
            return Error.Invalid("case_name", "A case's name has at most 200 characters.");
        if (content.Messages.Count is 0 or > MostMessages || content.Messages[^1].Role != CaseMessage.User)
            return Error.Invalid("case_messages", $"A case has 1 to {MostMessages} messages, and the last one is a user's.");
        if (content.Messages.Any(said => said.Role is not (CaseMessage.User or CaseMessage.Assistant)))
            return Error.Invalid("case_role", "A message is a user's or an assistant's. What the system says is the prompt.");
        if (content.Messages.Any(said => string.IsNullOrWhiteSpace(said.Text) || said.Text.Length > LongestText || !Storable(said.Text)))
            return Error.Invalid("case_text", $"A message has 1 to {LongestText:#,0} characters.");
        if (content.Checks.Count is 0 or > MostChecks)
            return Error.Invalid("case_without_check", $"A case needs 1 to {MostChecks} checks: without one it would pass whatever is said.");
        if (content.Checks.Select(check => check.Problem).FirstOrDefault(problem => problem is not null) is { } wrong)
            return Error.Invalid("case_check", wrong);
        if (content.Variables.Count > MostValues || content.Variables.Any(value => value.Value.Length > LongestText || !Storable(value.Key) || !Storable(value.Value)))
            return Error.Invalid("case_variables", $"A case has at most {MostValues} values for variables, of at most {LongestText:#,0} characters.");
        if (content.Recordings.Count > MostValues || content.Recordings.Any(recording => !IsToolName(recording.Tool) || recording.Result is not { Length: <= LongestText } result || !Storable(result) || ArgumentMatch.Problem(recording.Arguments) is not null))
            return Error.Invalid("case_recordings", $"A case has at most {MostValues} recordings, each of a tool named by 1 to 64 letters, digits, dashes or underscores.");
        return draft.Tags.Count > 50 || draft.Tags.Any(tag => tag.Trim().Length is 0 or > 100 || !Storable(tag))
            ? Error.Invalid("case_tags", "A case has at most 50 tags of at most 100 characters.")
            : null;
    }

    private static bool Storable(string text) => !text.Contains('\0', StringComparison.Ordinal);

    private static bool IsToolName(string? name) => name is { Length: >= 1 and <= 64 } && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_');
}
