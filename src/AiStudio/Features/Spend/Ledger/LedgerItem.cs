using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Budgets;

namespace AiStudio.Features.Spend.Ledger;

/// <summary>What waits to be written: the money for a call that begins, or the end of one, with what it is settled at when it held money.</summary>
internal readonly record struct LedgerItem(HoldRequest? Hold, Settlement? Settlement, CallRecord? Record);
