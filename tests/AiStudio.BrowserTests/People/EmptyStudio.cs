using AiStudio.BrowserTests.Harness;

namespace AiStudio.BrowserTests.People;

/// <summary>An installation that nobody has set up yet.</summary>
public sealed class EmptyStudio : StudioApp
{
    protected override string Name => "empty";

    protected override (string Key, string Value)[] Settings => [];
}
