namespace AiStudio.Features.Traces.Backtests;

/// <summary>A call of a backtest that is not over.</summary>
/// <param name="Id">Its replay.</param>
/// <param name="Waiting">Whether it is still to be asked again; else it is only to be judged.</param>
/// <param name="MostNanoUsd">What that may cost at most.</param>
internal sealed record OpenPair(Guid Id, bool Waiting, long MostNanoUsd);
