namespace AiStudio.Features.Spend.Verification;

/// <summary>Two places that should say the same about money, and do not.</summary>
/// <param name="Rule">What should have been so.</param>
/// <param name="Row">Which row, by its key.</param>
/// <param name="Difference">What each of them says.</param>
internal sealed record LedgerMismatch(string Rule, string Row, string Difference);
