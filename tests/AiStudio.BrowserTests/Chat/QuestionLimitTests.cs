using AiStudio.BrowserTests.Harness;
using AiStudio.Platform.Identity;

namespace AiStudio.BrowserTests.Chat;

/// <summary>A person who has asked as often as the organization's rule lets them.</summary>
public sealed class QuestionLimitTests(Chromium chromium, StudioApp app) : BrowserTest(chromium)
{
    private const string Kept = "And what does ./studio bench do?\nPlease list them all.";

    [Fact]
    public async Task Question_BeyondTheLimit_IsRefusedInWords_AndStaysWritten()
    {
        var account = await app.NewPersonAsync(Role.Member);
        await app.Database.ExecuteAsync("""
            insert into rate_limit_rule (org_id, id, scope, subject_id, unit, resource, per_minute)
            select org_id, gen_random_uuid(), 'user', user_id, 'requests', 'api/turns', 1 from membership where user_id = $1
            """, account.Id);
        // The rules that were read before hold for five seconds.
        await Task.Delay(TimeSpan.FromSeconds(6), TestContext.Current.CancellationToken);
        var person = await VisitAsync(app, account);
        var chat = await ChatWindow.OpenAsync(person);
        await chat.AskAsync("What does ./studio reset do?");
        await chat.FinishedAsync();

        await chat.Composer.FillAsync(Kept);
        await chat.SendButton.ClickAsync();

        await Expect(person.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("You have asked once within a minute, which is as often as you may. Ask again in ");
        await Expect(chat.Composer).ToHaveValueAsync(Kept);
        await Expect(chat.Answers).ToHaveCountAsync(1);
        var findings = new List<string>();
        await Screens.EachAsync(person.Page, "ChatPage limited", view => Inspection.LookAsync(person.Page, view, findings));
        Assert.True(findings.Count == 0, string.Join('\n', findings));
    }
}
