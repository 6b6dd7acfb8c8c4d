namespace AiStudio.Features.Quality.Reports;

/// <summary>How a number of calls went.</summary>
public sealed class QualityFigures
{
    /// <summary>How calls end that count as failed, as filters name them.</summary>
    public const string FailedEndings = "failed,interrupted,lost";

    public long Calls { get; private set; }

    public long Completed { get; private set; }

    /// <summary>By their readers.</summary>
    public long Stopped { get; private set; }

    public long Failed { get; private set; }

    /// <summary>By a limit, a budget or a guardrail.</summary>
    public long Refused { get; private set; }

    /// <summary>Answers given again.</summary>
    public long Cached { get; private set; }

    /// <summary>Answers of chats; what follows is of them.</summary>
    public long Answers { get; private set; }

    /// <summary>Said that they would not or could not answer.</summary>
    public long Declined { get; private set; }

    public long ThumbsUp { get; private set; }

    public long ThumbsDown { get; private set; }

    public long Quoted { get; private set; }

    public long Verified { get; private set; }

    /// <summary>How long completed calls took that a model answered.</summary>
    public LatencyHistogram Duration { get; } = new();

    /// <summary>How long these took to their first token.</summary>
    public LatencyHistogram First { get; } = new();

    public double? FailedShare => Share(Failed, Calls);

    public double? CachedShare => Share(Cached, Completed);

    public double? DeclinedShare => Share(Declined, Answers);

    public double? ThumbsDownShare => Share(ThumbsDown, ThumbsUp + ThumbsDown);

    public double? VerifiedShare => Share(Verified, Quoted);

    internal void Add(FoldedCalls row)
    {
        (Calls, Completed, Stopped, Failed) = (Calls + row.Calls, Completed + row.Completed, Stopped + row.Stopped, Failed + row.Failed);
        (Refused, Cached, Answers, Declined) = (Refused + row.Refused, Cached + row.Cached, Answers + row.Answers, Declined + row.Declined);
        (ThumbsUp, ThumbsDown, Quoted, Verified) = (ThumbsUp + row.ThumbsUp, ThumbsDown + row.ThumbsDown, Quoted + row.Quoted, Verified + row.Verified);
        Duration.Add(row.DurationMarks, row.DurationCounts);
        First.Add(row.FirstMarks, row.FirstCounts);
    }

    private static double? Share(long part, long whole) => whole == 0 ? null : (double)part / whole;
}
