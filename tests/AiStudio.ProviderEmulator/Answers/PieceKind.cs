namespace AiStudio.ProviderEmulator.Answers;

internal enum PieceKind
{
    Reasoning,
    Text,
    ToolStart,
    ToolArguments,
}
