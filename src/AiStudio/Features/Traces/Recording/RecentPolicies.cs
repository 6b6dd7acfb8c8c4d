using AiStudio.Features.Traces.Payloads;
using AiStudio.Platform.Data;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Traces.Recording;

/// <summary>What organizations keep, as it was some seconds ago at most: to read it and to prepare its patterns costs more than to write a call. For one reader at a time.</summary>
internal sealed class RecentPolicies(StudioDatabase database, TimeProvider time)
{
    private static readonly TimeSpan s_recent = TimeSpan.FromSeconds(3);

    private readonly Dictionary<Guid, (DateTimeOffset Until, PayloadPacker Packer)> _packers = [];

    public async Task<PayloadPacker> PackerAsync(Guid organization, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        foreach (var old in _packers.Where(one => one.Value.Until <= now).Select(one => one.Key).ToList())
            _packers.Remove(old);
        if (_packers.TryGetValue(organization, out var recent))
            return recent.Packer;
        await using var db = await database.BeginAsync(new TenantScope(organization), cancellationToken);
        var packer = new PayloadPacker(await PayloadPolicy.ReadAsync(db, cancellationToken));
        _packers[organization] = (now + s_recent, packer);
        return packer;
    }
}
