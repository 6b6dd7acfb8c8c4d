using AiStudio.Features.Chat;

namespace AiStudio.Tests.Chat;

internal static class Samples
{
    public static readonly DateTimeOffset Now = new(2026, 11, 20, 9, 38, 0, TimeSpan.Zero);

    public static readonly Guid Conversation = Guid.Parse("01900000-0000-7000-8000-000000000001");

    public static readonly TimeProvider Time = new FixedTime(Now);

    public static readonly LocalClock Clock = new(Time, TimeZoneInfo.Utc);

    public static readonly AnswerFacts Facts = new("balanced", "gpt-4.1-mini", "openai", 2914, 2048, 96, false, 1_300_000, 2140, 400, Guid.CreateVersion7(), 6, false, 2, 400);

    public static readonly Citation Handbook =
        new(1, Guid.CreateVersion7(), Guid.CreateVersion7(), "People handbook", "4 Leave › 4.3 Parental leave", 31, "Up to 36 months for each child.");

    public static readonly Citation Agreement = new(2, Guid.CreateVersion7(), Guid.CreateVersion7(), "Works agreement", "", null, null);

    /// <summary>The passages of the two.</summary>
    public static readonly IReadOnlyDictionary<Guid, string> Passages = new Dictionary<Guid, string>
    {
        [Handbook.ChunkId] = "Before it.\n\nUp to 36 months\nfor each child. And after.\n\nLast.",
        [Agreement.ChunkId] = "Nothing is cut.",
    };

    public static MessageView Question(string text = "How long?") =>
        new(Guid.CreateVersion7(), null, MessageRole.User, MessageState.Complete, text, [], null, null, Now, null, null);

    public static MessageView Answer(MessageState state, string text = "Up to **36 months** [1].", string? problem = null) =>
        new(Guid.CreateVersion7(), null, MessageRole.Assistant, state, text, [Handbook, Agreement], state == MessageState.Streaming ? null : Facts, Guid.CreateVersion7(), Now, null, problem);

    public static ShownMessage Shown(MessageView view) => new(view, Conversation, Time);

    private sealed class FixedTime(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
