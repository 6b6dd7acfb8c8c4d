namespace AiStudio.Features.Models.Aliases;

/// <summary>One thing that happens to a rehearsed call.</summary>
/// <param name="At">Since the call came.</param>
/// <param name="Candidate">Who is asked.</param>
/// <param name="Answered">Whether it answers.</param>
/// <param name="Text">What happens, as a sentence.</param>
public sealed record RehearsedStep(TimeSpan At, string Candidate, bool Answered, string Text);
