namespace AiStudio.Features.Traces.Browsing;

/// <summary>A span of time.</summary>
/// <param name="From">Its beginning.</param>
/// <param name="To">Its end, itself not included.</param>
internal readonly record struct TimeSlice(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;
}
