namespace AiStudio.Tests.Chat.Rendering;

/// <summary>Tests that measure the process: nothing else may run in it.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Timed
{
    public const string Name = "timed";
}
