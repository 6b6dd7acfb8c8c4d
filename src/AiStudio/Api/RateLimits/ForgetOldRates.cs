using AiStudio.Platform.Hosting;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.RateLimits;

/// <summary>Removes counts of minutes that are over, where nodes count together. Every node looks; doing it twice does no harm.</summary>
internal sealed partial class ForgetOldRates(SharedRateWindows windows, IOptions<RateLimitOptions> options, TimeProvider time, ILogger<ForgetOldRates> logger)
    : PeriodicWork(TimeSpan.FromMinutes(5), time, logger)
{
    protected override Task WorkAsync(CancellationToken cancellationToken) =>
        options.Value.AcrossNodes ? windows.SweepAsync(cancellationToken) : Task.CompletedTask;
}
