namespace AiStudio.Features.Quality.Reports;

/// <summary>A row of <c>call_hour</c> or <c>call_day</c>: calls of one kind in one hour or day, and the step of time they are shown in.</summary>
internal sealed record FoldedCalls(
    string Step, string Model, Guid AssistantId, int Calls, int Completed, int Stopped, int Failed, int Refused, int Cached, int Answers, int Declined, int ThumbsUp, int ThumbsDown,
    long Quoted, long Verified, short[] DurationMarks, int[] DurationCounts, short[] FirstMarks, int[] FirstCounts);
