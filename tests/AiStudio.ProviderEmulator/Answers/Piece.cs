namespace AiStudio.ProviderEmulator.Answers;

/// <summary>One generated token: one chunk of a stream, one unit on the bill. Tool -1 is text.</summary>
internal readonly record struct Piece(PieceKind Kind, string Text, int Tool = -1);
