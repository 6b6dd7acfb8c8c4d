using Microsoft.Extensions.AI;

namespace AiStudio.Features.Traces.Replay;

/// <summary>The two answers to one question, for whoever compares them.</summary>
/// <param name="Replay">Of which call.</param>
/// <param name="OwnerId">Whose words they are.</param>
/// <param name="Question">What was asked last.</param>
/// <param name="Before">The recorded answer; empty when there was none.</param>
/// <param name="After">The new one.</param>
internal sealed record ReplayPair(CallReplay Replay, Guid? OwnerId, string Question, string Before, string After)
{
    /// <summary>Whether one of the two calls a tool and says nothing: then words are not all there is to compare.</summary>
    public bool CallsTool { get; init; }

    /// <summary>Whether something was taken out of what is recorded.</summary>
    public bool Redacted { get; init; }

    public static ReplayPair Of(CallReplay replay, RecordedCall recorded, IReadOnlyList<ChatMessage> answer)
    {
        var said = recorded.Payload;
        return new ReplayPair(replay, recorded.OwnerId, said.Messages.LastOrDefault(message => message.Role == ChatRole.User)?.Text ?? "", Text(said.Answer), Text(answer))
        {
            CallsTool = OnlyCalls(said.Answer) || OnlyCalls(answer),
            Redacted = said.Redacted,
        };
    }

    private static string Text(IReadOnlyList<ChatMessage> answer) => string.Concat(answer.Select(message => message.Text));

    private static bool OnlyCalls(IReadOnlyList<ChatMessage> answer) =>
        string.IsNullOrWhiteSpace(Text(answer)) && answer.SelectMany(message => message.Contents).Any(content => content is FunctionCallContent);
}
