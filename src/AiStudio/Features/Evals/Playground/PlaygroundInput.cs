namespace AiStudio.Features.Evals.Playground;

/// <summary>What all contenders are asked.</summary>
/// <param name="Messages">The oldest first; the last one is a question.</param>
/// <param name="Values">Of the prompts' variables, by name.</param>
/// <param name="LongestAnswer">In tokens, from 1.</param>
internal sealed record PlaygroundInput(IReadOnlyList<PlaygroundMessage> Messages, IReadOnlyDictionary<string, string> Values, int LongestAnswer);
