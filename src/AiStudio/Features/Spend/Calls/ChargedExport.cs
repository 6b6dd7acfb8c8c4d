using AiStudio.Features.Spend.Filters;

namespace AiStudio.Features.Spend.Calls;

/// <summary>All calls of a filter, read while they are written.</summary>
/// <param name="Period">Which days.</param>
/// <param name="Calls">The latest first.</param>
internal sealed record ChargedExport(SpendPeriod Period, IAsyncEnumerable<ChargedCall> Calls);
