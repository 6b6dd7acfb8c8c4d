namespace AiStudio.IntegrationTests.Knowledge.Poisoned;

/// <summary>A document that tells a model what to do.</summary>
/// <param name="Name">Its file name, which may be a trap as well.</param>
/// <param name="Kind">What is tried.</param>
/// <param name="Content">The file.</param>
/// <param name="Subject">A word that stands in this document alone: a question with it finds it.</param>
/// <param name="Hidden">What a person who opens the file does not see, and so no model may.</param>
internal sealed record PoisonedDocument(string Name, string Kind, byte[] Content, string Subject, string? Hidden);
