namespace AiStudio.Features.Chat.Rendering;

/// <summary>Where a top-level block lies in the text. A plain one costs too much as Markdown, or cannot be read as such: its text is shown as it is.</summary>
internal readonly record struct BlockSlice(int Start, int Length, bool Plain);
