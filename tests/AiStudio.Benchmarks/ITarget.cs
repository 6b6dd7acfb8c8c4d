namespace AiStudio.Benchmarks;

/// <summary>One way to the emulator.</summary>
internal interface ITarget
{
    /// <summary>One call of 20 tokens, read to its end.</summary>
    Task CallAsync(bool streamed);
}
