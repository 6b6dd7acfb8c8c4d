namespace AiStudio.Features.Evals.Playground;

/// <summary>A version of a prompt with a model: who answers in one column.</summary>
public sealed class Contender
{
    public string Slug { get; set; } = "";

    public string Version { get; set; } = "";

    public string Model { get; set; } = "";

    /// <summary>What it answered last; <see langword="null"/> before it was asked.</summary>
    public PlaygroundAnswer? Answer { get; set; }

    public string Name => $"{Slug} {Version} · {Model}";
}
