using AiStudio.Features.Chat.Turns;
using AiStudio.Features.Chat;
using AiStudio.Tests.Shell;

namespace AiStudio.Tests.Chat;

public sealed class OpenConversationTests
{
    [Fact]
    public void Show_Again_KeepsMessagesThatDidNotChange()
    {
        using var open = new OpenConversation(Samples.Time);
        var (question, answer) = (Samples.Question(), Samples.Answer(MessageState.Complete));
        open.Show(View(question, answer));
        var before = open.Messages.ToList();
        var versions = before.Select(message => message.Version).ToList();
        open.Show(View(question, answer, Samples.Question("More?")));
        Assert.Same(before[0], open.Messages[0]);
        Assert.Same(before[1], open.Messages[1]);
        Assert.Equal(versions, before.Select(message => message.Version));
        Assert.Equal(3, open.Messages.Count);
    }

    [Fact]
    public void Show_WhileAnswerIsWritten_KeepsWhatArrived()
    {
        using var open = new OpenConversation(Samples.Time);
        var answer = Samples.Answer(MessageState.Streaming, "") with { Citations = [] };
        open.Show(View(Samples.Question(), answer));
        open.Running!.Apply(new TurnEvent(1, new TextDelta("Half ")));
        open.Show(View(Samples.Question(), answer));
        Assert.Equal("Half ", open.Running!.Text);
        Assert.Equal(1, open.Running.LastEvent);
    }

    [Fact]
    public void Show_AnswerThatEndedUnwatched_TakesTheStoredText()
    {
        using var open = new OpenConversation(Samples.Time);
        var answer = Samples.Answer(MessageState.Streaming, "") with { Citations = [] };
        open.Show(View(answer));
        open.Running!.Apply(new TurnEvent(1, new TextDelta("Half ")));
        open.Show(View(answer with { State = MessageState.Complete, Text = "Half and whole.", Facts = Samples.Facts }));
        Assert.Null(open.Running);
        Assert.Equal("Half and whole.", open.Messages[0].Text);
    }

    [Fact]
    public void WithSources_NoAnswerNamed_IsTheLastThatHasAny()
    {
        using var open = new OpenConversation(Samples.Time);
        var cited = Samples.Answer(MessageState.Complete);
        open.Show(View(cited, Samples.Answer(MessageState.Complete) with { Citations = [] }));
        Assert.Equal(cited.Id, open.WithSources(null)!.View.Id);
        Assert.Equal(cited.Id, open.WithSources(Guid.CreateVersion7())!.View.Id);
    }

    [Fact]
    public async Task Show_ThousandMessages_IsDrawnInTime()
    {
        var messages = Enumerable.Range(0, 500).SelectMany(i => new[] { Samples.Question($"Question {i}"), Samples.Answer(MessageState.Complete, $"Answer **{i}** [1].\n\n- one\n- two\n\n```sql\nselect {i}\n```\n") });
        using var open = new OpenConversation(Samples.Time);
        open.Show(View([.. messages]));
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        var page = await RenderedComponent.ShowAsync<MessageLog>(("Messages", open.Messages), ("Assistant", "A"), ("Clock", Samples.Clock));
        var elapsed = System.Diagnostics.Stopwatch.GetElapsedTime(started);
        Assert.Equal(1000, page.GetElementsByTagName("article").Length);
        Assert.InRange(elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(5));
    }

    private static ConversationView View(params MessageView[] messages) => new(Samples.Conversation, "Leave", Guid.CreateVersion7(), [], messages);
}
