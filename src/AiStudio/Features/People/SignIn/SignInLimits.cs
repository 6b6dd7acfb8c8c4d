using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using AiStudio.Platform.Results;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.People.SignIn;

/// <summary>How often one source may try, and how many passwords are hashed at once: guessing must not take the processors from everybody else.</summary>
internal sealed class SignInLimits(IOptions<SignInOptions> options) : IDisposable
{
    public static readonly Error TooOften = Error.OverLimit("too_many_tries", "Too many tries from this network. Wait a minute, then try again.");

    private readonly PartitionedRateLimiter<string> _sources = PartitionedRateLimiter.Create<string, string>(source =>
        RateLimitPartition.GetFixedWindowLimiter(source, _ => new() { PermitLimit = options.Value.TriesPerMinute, Window = TimeSpan.FromMinutes(1) }));

    private readonly PartitionedRateLimiter<string> _mailboxes = PartitionedRateLimiter.Create<string, string>(address =>
        RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = 5, Window = TimeSpan.FromHours(1) }));

    private readonly ConcurrencyLimiter _hashing = new(new() { PermitLimit = Math.Max(1, Environment.ProcessorCount / 2), QueueLimit = 100 });

    public bool MayTry(HttpContext context)
    {
        using var lease = _sources.AttemptAcquire(SourceOf(context.Connection.RemoteIpAddress));
        return lease.IsAcquired;
    }

    /// <summary>Nobody's mailbox is filled by somebody who knows its address.</summary>
    public bool MayMail(string address)
    {
        using var lease = _mailboxes.AttemptAcquire(address.ToUpperInvariant());
        return lease.IsAcquired;
    }

    /// <summary>A turn to hash; not acquired when too many wait already.</summary>
    public ValueTask<RateLimitLease> HashAsync(CancellationToken cancellationToken) => _hashing.AcquireAsync(1, cancellationToken);

    public void Dispose()
    {
        _sources.Dispose();
        _mailboxes.Dispose();
        _hashing.Dispose();
    }

    private static string SourceOf(IPAddress? address)
    {
        if (address is { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false })
        {
            return Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8));
        }

        return address?.MapToIPv4().ToString() ?? "unknown";
    }
}
