using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Admission;

/// <summary>Counts the running calls of each organization on this node. Thread-safe.</summary>
internal sealed class ConcurrencyLimits(IOptions<GatewayOptions> options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, int> _running = [];

    public bool TryEnter(Guid organization)
    {
        lock (_gate)
        {
            var running = _running.GetValueOrDefault(organization);
            if (running >= options.Value.MaxConcurrentCallsPerOrganization)
                return false;
            _running[organization] = running + 1;
            return true;
        }
    }

    public void Leave(Guid organization)
    {
        lock (_gate)
        {
            if (--_running[organization] == 0)
                _running.Remove(organization);
        }
    }

    public int Running(Guid organization)
    {
        lock (_gate)
            return _running.GetValueOrDefault(organization);
    }
}
