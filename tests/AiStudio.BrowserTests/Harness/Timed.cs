namespace AiStudio.BrowserTests.Harness;

/// <summary>Tests that measure what a browser needs: no other page is opened meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Timed
{
    public const string Name = "timed";
}
