namespace AiStudio.Features.Promotion.Board;

/// <summary>A promotion with everything that was shown and done.</summary>
/// <param name="Entry">What the list says of it.</param>
/// <param name="PromptId">The prompt.</param>
/// <param name="ApprovalNote">What was said with the approval.</param>
/// <param name="Evidence">What the gate was shown, by suite.</param>
/// <param name="Steps">The shares of traffic, in percent, with the answers that each waits for.</param>
/// <param name="Step">The step at hand, from 0.</param>
/// <param name="StepStartedAt">Since when.</param>
/// <param name="Answers">The candidate's answers in this step.</param>
/// <param name="MinMinutes">How long each step takes at least.</param>
/// <param name="Guards">What each guard showed at the newest look.</param>
/// <param name="Looks">What each showed before, the oldest first; of many looks some.</param>
/// <param name="Events">What happened, the oldest first.</param>
/// <param name="May">What who asks may do now.</param>
public sealed record PromotionDetail(
    PromotionEntry Entry, Guid PromptId, string ApprovalNote, IReadOnlyList<EvidenceView> Evidence, IReadOnlyList<StepView> Steps, int Step, DateTimeOffset? StepStartedAt, long Answers, double MinMinutes,
    IReadOnlyList<LookView> Guards, IReadOnlyList<LookView> Looks, IReadOnlyList<EventView> Events, PromotionRights May);
