using AiStudio.Features.ActivityLog;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Tests.Architecture;

/// <summary>Who did what stands in the activity log. A service that is new and forgets it fails here, and so does a line of the list that is not needed any more.</summary>
public sealed class ActivityTests
{
    // What is done and not logged, each with its reason.
    private static readonly (string Reason, string[] Acts)[] s_silent =
    [
        ("A person's own chats are their own business, and admins read neither them nor that they were touched.",
        [
            "ConversationService.ArchiveAsync", "ConversationService.ChangeAsync", "ConversationService.DeleteAsync", "ConversationService.PinAsync", "ConversationService.RenameAsync", "ConversationService.UndoDeleteAsync",
            "FeedbackService.RateAsync", "TurnService.AskAsync", "TurnService.RetryAsync", "TurnService.StopAsync",
        ]),
        ("A call of a model has a record and a trace of its own; what is kept so that it is asked once, or can be read on, is a part of it.",
        [
            "AnswerReplay.WatchAsync", "AnswerStore.FindAsync", "BackgroundRequests.AddAsync", "ChatCompletionsEndpoint.HandleAsync", "IdempotencyMiddleware.InvokeAsync", "IdempotencyMiddleware.RunAsync",
            "RecordFollower.FollowAsync", "StreamedCompletion.AnswerAsync", "StreamedCompletion.SendAsync", "StreamedCompletion.StreamAsync", "WholeCompletion.AnswerAsync",
        ]),
        ("What a person has read.", ["NotificationService.MarkReadAsync"]),
        ("Whoever looks at a page asks for a probe, at most one in half a minute for everybody.", ["ConnectionChecks.LookAsync"]),
    ];

    [Fact]
    public void Acts_OfPeople_AreInTheActivityLog_OrNamedHereWithTheReason()
    {
        var silent = ActivityRule.Silent(typeof(StudioDb).Assembly.GetTypes()).ToHashSet();
        var listed = s_silent.SelectMany(reason => reason.Acts).ToHashSet();

        Assert.Equal(("", ""), (string.Join(", ", silent.Except(listed)), string.Join(", ", listed.Except(silent))));
    }

    [Fact]
    public void Acts_ThatLogNothing_AreSeen_HoweverTheyCommit() => Assert.Equal(
        ["Forgetful.AcrossAsync", "Forgetful.DirectlyAsync", "Forgetful.InALambdaAsync", "Forgetful.ThroughAnotherAsync"],
        ActivityRule.Silent([typeof(Forgetful), typeof(Careful)]));

    private static class Forgetful
    {
        internal static async Task DirectlyAsync(StudioDb db, Caller caller) => await db.CommitAsync(CancellationToken.None);

        internal static Task InALambdaAsync(StudioDb db, Caller caller) => WithAsync(caller, async () => await db.CommitAsync(CancellationToken.None));

        internal static Task ThroughAnotherAsync(StudioDb db, Caller caller) => SaveAsync(db);

        // What another service logs is its own act.
        internal static async Task AcrossAsync(StudioDb db, Caller caller)
        {
            await Careful.SaveAsync(db, caller);
            await db.CommitAsync(CancellationToken.None);
        }

        private static Task WithAsync(Caller caller, Func<Task> act) => act();

        private static Task SaveAsync(StudioDb db) => db.CommitAsync(CancellationToken.None);
    }

    private static class Careful
    {
        internal static Task SaveAsync(StudioDb db, Caller caller) => CommitAsync(db, caller);

        internal static Task<int> ReadAsync(StudioDb db, Caller caller) => db.SaveChangesAsync(CancellationToken.None);

        internal static Task HandOnAsync(StudioDb db, Caller caller) => SaveAsync(db, caller);

        private static Task CommitAsync(StudioDb db, Caller caller)
        {
            db.LogActivity(caller, "thing.saved", "thing", null);
            return db.CommitAsync(CancellationToken.None);
        }
    }
}
