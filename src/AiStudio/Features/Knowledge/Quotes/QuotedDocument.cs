namespace AiStudio.Features.Knowledge.Quotes;

/// <summary>A quote of an answer: from which document, and whether its words do not stand there.</summary>
internal readonly record struct QuotedDocument(Guid DocumentId, bool Missing);
