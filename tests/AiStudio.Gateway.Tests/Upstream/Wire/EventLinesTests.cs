using System.Text;
using AiStudio.Gateway.Upstream.Wire;

namespace AiStudio.Gateway.Tests.Upstream.Wire;

public sealed class EventLinesTests
{
    [Fact]
    public async Task Read_InChunksOfAnySize_GivesTheSameLines()
    {
        const string Body = "data: {\"a\":\"ünï 😀\"}\n\ndata: {\"a\":\"\\ud83d\"}\n\ndata: [DONE]";
        const string Expected = "data: {\"a\":\"ünï 😀\"}\n\ndata: {\"a\":\"\\udbf6\\udc3d\"}\n\ndata: [DONE]";
        for (var size = 1; size < 40; size++)
        {
            await using var lines = new EventLines(new Dribble(Encoding.UTF8.GetBytes(Body), size), WireFormat.Messages);
            using var reader = new StreamReader(lines);

            Assert.Equal(Expected, await reader.ReadToEndAsync(TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Read_OfALineWithoutEnd_IsRefusedInBoundedMemory()
    {
        await using var lines = new EventLines(new Dribble(new byte[64 * 1024 * 1024], 1 << 20), WireFormat.Messages);

        var refusal = await Assert.ThrowsAsync<GatewayException>(() => lines.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken));

        Assert.Same(GatewayErrors.ProviderGarbled, refusal.Error);
    }

    private sealed class Dribble(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
