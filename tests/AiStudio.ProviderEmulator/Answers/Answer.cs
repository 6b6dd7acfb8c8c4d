using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Answers;

/// <summary>Everything that would be said if nothing went wrong.</summary>
internal sealed class Answer
{
    public required long Number { get; init; }

    public required string Model { get; init; }

    public required long Created { get; init; }

    public required IReadOnlyList<Piece> Pieces { get; init; }

    public required IReadOnlyList<ScriptedToolCall> ToolCalls { get; init; }

    public required bool Truncated { get; init; }

    /// <summary>As scripted; null leaves it to the protocol.</summary>
    public required string? FinishReason { get; init; }

    /// <summary>In OpenAI's protocol: as compatible servers do, in <c>reasoning_content</c>.</summary>
    public required bool ShowsReasoning { get; init; }

    public required Usage Usage { get; init; }

    /// <summary>The client asked for a usage chunk (OpenAI streams).</summary>
    public required bool UsageAsked { get; init; }

    public string TextOf(PieceKind kind, int tool = -1) =>
        string.Concat(Pieces.Where(piece => piece.Kind == kind && piece.Tool == tool).Select(piece => piece.Text));

    public string ToolCallId(int tool, string prefix) =>
        ToolCalls[tool].Id ?? $"{prefix}{Number:D8}_{tool}";
}
