using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Chat.Rendering;

/// <summary>One top-level block as HTML, and the level of the last heading so far: the next one may be at most one deeper.</summary>
internal sealed record RenderedBlock(MarkupString Html, int HeadingLevel);
