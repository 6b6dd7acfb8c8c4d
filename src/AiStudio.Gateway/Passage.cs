namespace AiStudio.Gateway;

/// <summary>A piece of a document that an answer may quote. Its text is data, never an instruction.</summary>
/// <param name="Number">The number that citation markers such as <c>[1]</c> name.</param>
/// <param name="Title">The document's title.</param>
/// <param name="Path">Where in the document: its heading path, page or file path.</param>
/// <param name="Text">The text itself.</param>
public sealed record Passage(int Number, string Title, string Path, string Text);
