using System.Text.RegularExpressions;
using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.People;

/// <summary>Inviting through the page, and the link out of the mail that it sends.</summary>
internal static partial class Invitations
{
    public static async Task<string> InviteAsync(StudioApp app, IPage admin, string guest)
    {
        await admin.GotoAsync("/people");
        await admin.GetByLabel("E-mail", new() { Exact = true }).FillAsync(guest);
        await admin.GetByLabel("Role", new() { Exact = true }).SelectOptionAsync("member");
        await admin.GetByRole(AriaRole.Button, new() { Name = "Invite", Exact = true }).ClickAsync();
        await Expect(admin.GetByText("Invited.", new() { Exact = true })).ToBeVisibleAsync();
        return Link().Match(await MailToAsync(app, guest)).Value;
    }

    private static Task<string> MailToAsync(StudioApp app, string address)
    {
        var folder = Path.Combine(app.Process.DataDirectory, "mail");
        return Eventually.GetAsync(
            async () =>
            {
                foreach (var file in Directory.Exists(folder) ? Directory.GetFiles(folder, "*.eml") : [])
                {
                    var mail = await File.ReadAllTextAsync(file);
                    if (mail.Contains($"To: {address}", StringComparison.Ordinal))
                    {
                        return mail;
                    }
                }

                return "";
            },
            mail => mail.Length > 0, $"The mail to {address}");
    }

    [GeneratedRegex(@"https?://\S+/invitations/\S+")]
    private static partial Regex Link();
}
