using System.Net.Sockets;
using System.Text;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Builder;

namespace AiStudio.IntegrationTests.Edge;

/// <summary>Who does not read gets no more than a little ahead: neither memory nor work goes into what waits for them.</summary>
public sealed class UnreadAnswerTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private const int Block = 16 * 1024;
    private const int Most = 1024 * 1024;
    private static readonly TimeSpan s_stalled = TimeSpan.FromSeconds(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Answer_ThatNobodyReads_WaitsInALittleMemory()
    {
        var (written, waiting, block, gone) = (0L, 0L, new byte[Block], new TaskCompletionSource());
        await using var node = await EdgeNode.StartAsync(database, app => app.MapGet("/v1/endless", async context =>
        {
            // Only the client's leaving ends it; what is written to nobody costs nothing, and does not count.
            try
            {
                while (true)
                {
                    await context.Response.Body.WriteAsync(block, context.RequestAborted);
                    Interlocked.Add(ref written, block.Length);
                }
            }
            finally
            {
                gone.TrySetResult();
            }
        }).RequireAuthorization(Policies.Member));
        var caller = await database.CreateOrganizationAsync();
        using (var client = new TcpClient { ReceiveBufferSize = Block })
        {
            var address = node.Http.BaseAddress!;
            await client.ConnectAsync(address.Host, address.Port, Cancellation);
            await client.GetStream().WriteAsync(
                Encoding.ASCII.GetBytes($"GET /v1/endless HTTP/1.1\r\nHost: {address.Authority}\r\nx-user: {caller.UserId}\r\nx-org: {caller.OrganizationId}\r\nx-role: {caller.Role.ToName()}\r\n\r\n"), Cancellation);
            while (waiting != Interlocked.Read(ref written) || waiting == 0)
            {
                waiting = Interlocked.Read(ref written);
                await Task.Delay(s_stalled, Cancellation);
            }
        }

        await gone.Task.WaitAsync(Cancellation);
        Assert.InRange(waiting, Block, Most);
    }
}
