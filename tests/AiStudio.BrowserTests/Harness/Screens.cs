namespace AiStudio.BrowserTests.Harness;

/// <summary>Pictures of a page at both sizes and in both themes, for eyes.</summary>
internal static class Screens
{
    private static readonly ColorScheme[] Themes = [ColorScheme.Light, ColorScheme.Dark];

    /// <summary>Shows the page at each size and in each theme; takes its picture, and calls <paramref name="look"/> once for each size and each theme.</summary>
    public static async Task EachAsync(IPage page, string name, Func<string, Task> look)
    {
        Directory.CreateDirectory(Repository.Screenshots);
        foreach (var screen in Screen.All)
        {
            await page.SetViewportSizeAsync(screen.Width, screen.Height);
            foreach (var theme in Themes)
            {
                await page.EmulateMediaAsync(new() { ColorScheme = theme });
                var view = $"{name}-{screen.Name}-{(theme == ColorScheme.Dark ? "dark" : "light")}";
                await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, $"{view.Replace(' ', '-')}.png") });
                // What there is to find depends on the size or on the theme, not on their pairs: two looks see both of each.
                if ((screen == Screen.Desk) == (theme == ColorScheme.Light))
                    await look(view);
            }
        }

        await page.SetViewportSizeAsync(Screen.Desk.Width, Screen.Desk.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
