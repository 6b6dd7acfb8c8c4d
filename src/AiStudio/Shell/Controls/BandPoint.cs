namespace AiStudio.Shell.Controls;

/// <summary>A quantity and where it may lie, at a time.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Value">What it was.</param>
/// <param name="Low">Where its band begins; <see langword="null"/>: anywhere.</param>
/// <param name="High">Where its band ends; <see langword="null"/>: anywhere.</param>
public sealed record BandPoint(DateTimeOffset At, double Value, double? Low, double? High);
