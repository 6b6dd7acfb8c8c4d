using System.Globalization;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The answer cost at most so many nano-dollars.</summary>
public sealed record WithinCost(long NanoUsd) : Check
{
    internal override string Kind => "cost";

    internal override string? Problem => NanoUsd >= 0 ? null : "A limit of cost is not below 0.";

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken) =>
        Done(answer.CostNanoUsd <= NanoUsd, $"It cost {Usd(answer.CostNanoUsd)}; {Usd(NanoUsd)} are allowed.");

    private static string Usd(long nano) => string.Create(CultureInfo.InvariantCulture, $"{Platform.NanoUsd.ToUsd(nano):0.######} USD");
}
