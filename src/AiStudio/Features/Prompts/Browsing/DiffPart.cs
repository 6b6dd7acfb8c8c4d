namespace AiStudio.Features.Prompts.Browsing;

/// <summary>A piece of a line: whether the other text has it too.</summary>
internal readonly record struct DiffPart(string Text, bool Changed);
