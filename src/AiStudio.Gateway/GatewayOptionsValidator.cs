using Microsoft.Extensions.Options;

namespace AiStudio.Gateway;

internal sealed class GatewayOptionsValidator : IValidateOptions<GatewayOptions>
{
    public ValidateOptionsResult Validate(string? name, GatewayOptions options)
    {
        var failures = new List<string>();
        Check(nameof(options.DrainLimit), options.DrainLimit, TimeSpan.Zero, TimeSpan.FromMinutes(10));
        Check(nameof(options.CallTimeout), options.CallTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        Check(nameof(options.FirstByteTimeout), options.FirstByteTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Check(nameof(options.IdleTimeout), options.IdleTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        Check(nameof(options.SettleTimeout), options.SettleTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
        Check(nameof(options.MaxConcurrentCallsPerOrganization), options.MaxConcurrentCallsPerOrganization, 1, 100_000);
        Check(nameof(options.DefaultMaxOutputTokens), options.DefaultMaxOutputTokens, 1, 1_000_000);
        Check(nameof(options.AttemptsPerCandidate), options.AttemptsPerCandidate, 1, 10);
        Check(nameof(options.RetryBaseDelay), options.RetryBaseDelay, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Check(nameof(options.RetryCeiling), options.RetryCeiling, TimeSpan.Zero, TimeSpan.FromMinutes(5));
        Check(nameof(options.BreakerFailureRatio), options.BreakerFailureRatio, 0.05, 1);
        Check(nameof(options.BreakerMinimumCalls), options.BreakerMinimumCalls, 1, 10_000);
        Check(nameof(options.BreakerWindow), options.BreakerWindow, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check(nameof(options.BreakerOpenFor), options.BreakerOpenFor, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10));
        Check(nameof(options.MaxConcurrentCallsPerProvider), options.MaxConcurrentCallsPerProvider, 1, 100_000);
        Check(nameof(options.MaxWaitingCallsPerProvider), options.MaxWaitingCallsPerProvider, 0, 100_000);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);

        void Check<T>(string setting, T value, T least, T most)
            where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0)
                failures.Add($"{GatewayOptions.Section}:{setting} is {value}; it must be between {least} and {most}.");
        }
    }
}
