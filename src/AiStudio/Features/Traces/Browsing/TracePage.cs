namespace AiStudio.Features.Traces.Browsing;

/// <summary>A page of calls.</summary>
/// <param name="Rows">The newest first.</param>
/// <param name="More">Whether older ones follow.</param>
/// <param name="Note">What a search of texts could not look at, as a sentence.</param>
internal sealed record TracePage(IReadOnlyList<TraceEntry> Rows, bool More, string? Note);
