namespace AiStudio.Shell.Controls;

/// <summary>A moment that is named in a chart.</summary>
public sealed record BandMark(DateTimeOffset At, string Text);
