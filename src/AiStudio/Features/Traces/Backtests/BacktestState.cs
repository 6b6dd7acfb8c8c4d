namespace AiStudio.Features.Traces.Backtests;

public enum BacktestState
{
    Running,
    Ended,
    Cancelled,
    Failed,
}
