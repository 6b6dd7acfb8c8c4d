using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Access;

/// <summary>The probe itself: it finds a hub's methods and sees the difference that a hub makes between ids.</summary>
public sealed class HubProbeTests
{
    private static readonly Guid s_known = Guid.CreateVersion7();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Hub_ThatKnowsAnId_IsSeenToKnowIt()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Services.AddSignalR();
        await using var app = builder.Build();
        app.MapHub<Leak>("/hubs/leak");
        await app.StartAsync(Cancellation);

        var probes = HubProbe.All(app.Services);

        Assert.Equal([nameof(Leak.Find), nameof(Leak.Watch)], probes.Select(probe => probe.Method.Name).Order());
        foreach (var probe in probes)
        {
            var known = await probe.AskAsync(app.GetTestServer(), null, s_known.ToString(), Cancellation);
            var unknown = await probe.AskAsync(app.GetTestServer(), null, Guid.CreateVersion7().ToString(), Cancellation);
            Assert.NotEqual(known, unknown);
            Assert.Contains("No such thing.", unknown, StringComparison.Ordinal);
            Assert.Equal(unknown, await probe.AskAsync(app.GetTestServer(), null, Guid.CreateVersion7().ToString(), Cancellation));
        }
    }

    internal sealed class Leak : Hub
    {
        public string Find(Guid id) => id == s_known ? Context.ConnectionId : throw new HubException("No such thing.");

        public async IAsyncEnumerable<string> Watch(Guid id, int after, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await Task.Yield();
            cancellationToken.ThrowIfCancellationRequested();
            yield return Find(id) + after;
        }

        // Takes no id: not probed.
        public string Own() => Context.ConnectionId;
    }
}
