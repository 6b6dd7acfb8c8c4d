namespace AiStudio.Features.Spend.Invoices;

/// <summary>A row of an export that is not in order.</summary>
/// <param name="Row">From 1, the head's.</param>
/// <param name="Message">What is wrong with it.</param>
public sealed record LineProblem(int Row, string Message);
