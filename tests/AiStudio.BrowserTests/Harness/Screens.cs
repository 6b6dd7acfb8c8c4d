namespace AiStudio.BrowserTests.Harness;

/// <summary>Pictures of a page at both sizes and in both themes, for eyes.</summary>
internal static class Screens
{
    private static readonly ColorScheme[] Themes = [ColorScheme.Light, ColorScheme.Dark];

    // Pictures are for eyes: with AISTUDIO_PICTURES=some those of what is looked at are taken, with all also the desk in the dark and the phone in the light.
    private static readonly string? s_pictures = Environment.GetEnvironmentVariable("AISTUDIO_PICTURES");

    /// <summary>Shows the page at each size and in each theme; takes its picture when pictures are wanted, and calls <paramref name="look"/>, once for each size and each theme.</summary>
    public static async Task EachAsync(IPage page, string name, Func<string, Task> look)
    {
        Directory.CreateDirectory(Repository.Screenshots);
        foreach (var screen in Screen.All)
        {
            await page.SetViewportSizeAsync(screen.Width, screen.Height);
            foreach (var theme in Themes)
            {
                // What there is to find depends on the size or on the theme, not on their pairs: two looks see both of each.
                var looked = (screen == Screen.Desk) == (theme == ColorScheme.Light);
                if (!looked && s_pictures != "all")
                    continue;
                await page.EmulateMediaAsync(new() { ColorScheme = theme });
                var view = $"{name}-{screen.Name}-{(theme == ColorScheme.Dark ? "dark" : "light")}";
                if (s_pictures is not null)
                    await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Screenshots, $"{view.Replace(' ', '-')}.png") });
                if (looked)
                    await look(view);
            }
        }

        await page.SetViewportSizeAsync(Screen.Desk.Width, Screen.Desk.Height);
        await page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
    }
}
