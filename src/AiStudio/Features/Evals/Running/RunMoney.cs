namespace AiStudio.Features.Evals.Running;

/// <summary>What a run has spent and what it has set aside for cases under way, against its budget.</summary>
internal sealed class RunMoney(long spentNanoUsd, long budgetNanoUsd)
{
    private readonly Lock _gate = new();
    private long _spent = spentNanoUsd;
    private long _underWay;

    /// <summary>False when the next case might go beyond the budget.</summary>
    public bool TryBegin(long estimate)
    {
        lock (_gate)
        {
            if (_spent + _underWay + estimate > budgetNanoUsd)
                return false;
            _underWay += estimate;
            return true;
        }
    }

    public void End(long estimate, long cost)
    {
        lock (_gate)
        {
            _underWay -= estimate;
            _spent += cost;
        }
    }
}
