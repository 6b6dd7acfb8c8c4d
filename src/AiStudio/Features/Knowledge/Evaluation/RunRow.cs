namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>
/// A run over a set and what it measured. Recall is the mean share of the expected documents among the first 1, 5 and 10; MRR the mean of 1/rank of the first of them,
/// 0 beyond the tenth. Both are over the questions that have expected documents and were searched, null while there is none.
/// </summary>
/// <param name="Id">Made in the order of time.</param>
/// <param name="Settings">How it searched, as JSON.</param>
/// <param name="Saved">Whether chats searched so when it began.</param>
/// <param name="Questions">How many there were.</param>
/// <param name="Done">How many were searched.</param>
/// <param name="State">Of its job.</param>
/// <param name="Reason">Why the job waits or ended early.</param>
/// <param name="Recall1">Share from 0 to 1.</param>
/// <param name="Recall5">Share from 0 to 1.</param>
/// <param name="Recall10">Share from 0 to 1.</param>
/// <param name="Mrr">Share from 0 to 1.</param>
/// <param name="Unanswerable">How many questions expect no document.</param>
/// <param name="Abstained">For how many of those nothing fitted, as it should.</param>
/// <param name="MeanMs">How long a search took.</param>
/// <param name="CreatedAt">When it was started.</param>
public sealed record RunRow(
    Guid Id, string Settings, bool Saved, int Questions, int Done, string State, string? Reason, double? Recall1, double? Recall5, double? Recall10, double? Mrr,
    int Unanswerable, int Abstained, double? MeanMs, DateTimeOffset CreatedAt)
{
    public bool Running => State is "queued" or "running" or "failed" or "waiting";

    public int Percent => Questions == 0 ? 100 : 100 * Done / Questions;
}
