namespace AiStudio.Features.Spend.Budgets;

/// <summary>The plans that a member may be on.</summary>
internal static class Tiers
{
    public static readonly IReadOnlyList<string> All = ["free", "pro", "enterprise"];
}
