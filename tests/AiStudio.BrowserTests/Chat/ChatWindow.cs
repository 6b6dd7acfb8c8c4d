using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.Chat;

/// <summary>The chat page as a person uses it.</summary>
internal sealed class ChatWindow(IPage page)
{
    public IPage Page { get; } = page;

    public ILocator Composer => Page.GetByRole(AriaRole.Textbox, new() { Name = "Message", Exact = true });

    public ILocator Answers => Page.Locator("article.turn:not(.you)");

    public ILocator Answer => Answers.Last;

    public ILocator Text => Answer.Locator(".prose");

    public ILocator SendButton => Page.Locator("form.composer button[type=submit]");

    public ILocator StopButton => Page.GetByRole(AriaRole.Button, new() { Name = "Stop", Exact = true });

    public ILocator Conversations => Page.GetByRole(AriaRole.Complementary, new() { Name = "Chats" }).Locator("a.item");

    public ILocator Sources => Page.GetByRole(AriaRole.Complementary, new() { Name = "Sources" });

    public static async Task<ChatWindow> OpenAsync(Visitor visitor, string address = "/")
    {
        await visitor.GoAsync(address);
        return new ChatWindow(visitor.Page);
    }

    public async Task AskAsync(string question)
    {
        var before = await Answers.CountAsync();
        await Composer.FillAsync(question);
        // The editor's script may still be on its way; a question that was taken leaves the editor empty.
        await Eventually.GetAsync(
            async () =>
            {
                await SendButton.ClickAsync();
                return await Composer.InputValueAsync();
            },
            left => left.Length == 0, "Sending the question");
        await Expect(Answers).ToHaveCountAsync(before + 1);
        await Expect(Page).ToHaveURLAsync(new Regex("/chat/[0-9a-f-]{36}"));
    }

    /// <summary>Waits until the answer is there in full and returns its words.</summary>
    public async Task<string> FinishedAsync()
    {
        await Expect(Answer).Not.ToHaveAttributeAsync("aria-busy", "true", new() { Timeout = 60_000 });
        await Expect(StopButton).ToHaveCountAsync(0);
        return await Text.InnerTextAsync();
    }

    /// <summary>Waits until some of the answer is there while more is to come.</summary>
    public async Task<string> BegunAsync(int characters = 20)
    {
        await Expect(Text).ToHaveTextAsync(new Regex($"(?s).{{{characters},}}"), new() { Timeout = 30_000 });
        await Expect(Answer).ToHaveAttributeAsync("aria-busy", "true");
        return await Text.InnerTextAsync();
    }

    /// <summary>Different lengths of the answer, as somebody who watches sees it grow.</summary>
    public async Task<IReadOnlyList<int>> GrowthAsync(int observations)
    {
        var lengths = new List<int>();
        while (lengths.Count < observations)
        {
            await Page.WaitForFunctionAsync(
                "([selector, least]) => [...document.querySelectorAll(selector)].at(-1)?.innerText.length > least",
                new object[] { "article.turn:not(.you) .prose", lengths.LastOrDefault() });
            lengths.Add((await Text.InnerTextAsync()).Length);
        }

        return lengths;
    }
}
