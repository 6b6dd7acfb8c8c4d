namespace AiStudio.Features.Spend.Overview;

/// <summary>What people did in a period, for the price of one of each. Null is not known for this filter.</summary>
/// <param name="CostNanoUsd">What people's own calls cost, without keys, evaluations and background work.</param>
/// <param name="ActiveUsers">How many persons had a settled call of their own.</param>
/// <param name="Messages">Questions that were asked in chats.</param>
/// <param name="Conversations">Conversations that were begun and are still there.</param>
public sealed record PeopleFigures(long CostNanoUsd, long ActiveUsers, long? Messages, long? Conversations);
