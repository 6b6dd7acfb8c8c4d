namespace AiStudio.BrowserTests.Harness;

/// <summary>The folders of the clone that the tests run in.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>Logs of the apps and pictures of failures; never in git.</summary>
    public static string Results { get; } = Directory.CreateDirectory(Path.Combine(Root, "TestResults", "browser")).FullName;

    public static string Screenshots { get; } = Path.Combine(Root, "tests", "AiStudio.BrowserTests", "screenshots");

    /// <summary>What building the app made, in the configuration that the tests were built in.</summary>
    public static string App { get; } = Path.Combine(
        Root, "src", "AiStudio", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, new DirectoryInfo(AppContext.BaseDirectory).Name, "AiStudio.dll");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "AiStudio.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("The tests run from a build output inside the repository.");
    }
}
