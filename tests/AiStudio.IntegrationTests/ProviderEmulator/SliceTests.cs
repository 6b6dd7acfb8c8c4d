using System.Globalization;
using System.Net.Sockets;
using System.Text;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.ProviderEmulator;

public sealed class SliceTests
{
    [Fact]
    public async Task SliceEvery_Seven_WritesChunksOfSeven()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { SliceEvery = 7, SliceDelayMs = 0 });

        var sizes = await HttpChunkSizesAsync(client);

        // The last slice before an event's end may be short: slices are counted over the whole body, and an event ends a write too.
        Assert.All(sizes, size => Assert.InRange(size, 1, 7));
        Assert.Contains(7, sizes);
    }

    [Fact]
    public async Task SliceAt_Offsets_EndsAWriteThere()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { SliceAt = [3, 10], SliceDelayMs = 0 });

        var sizes = await HttpChunkSizesAsync(client);

        Assert.Equal([3, 7], sizes.Take(2));
    }

    [Fact]
    public async Task SliceEvery_One_IsTheSameTextInTheEnd()
    {
        await using var client = await EmulatorClient.StartAsync();
        client.Host.Scripts.Add(new Script { Name = "sliced", Text = "é 😀 ü", SliceEvery = 1, SliceDelayMs = 0 }, new Script { Text = "é 😀 ü" });
        using var plain = await client.ChatAsync("go", stream: true);
        client.Http.DefaultRequestHeaders.Add("x-emulator-script", "sliced");

        using var sliced = await client.ChatAsync("go", stream: true);

        Assert.Equal(
            (await plain.Content.ReadAsStringAsync(EmulatorClient.Stopping)).Replace("chatcmpl-1", "chatcmpl-2", StringComparison.Ordinal),
            await sliced.Content.ReadAsStringAsync(EmulatorClient.Stopping));
        var rows = client.Host.Bill.Rows;
        Assert.Equal(rows[0].BytesWritten, rows[1].BytesWritten);
        Assert.Equal(rows[1].BytesWritten, rows[1].Writes);
    }

    /// <summary>Reads the response off the socket: an HTTP client would hide where one chunk ends.</summary>
    private static async Task<List<int>> HttpChunkSizesAsync(EmulatorClient client)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(client.Host.BaseAddress.Host, client.Host.BaseAddress.Port, EmulatorClient.Stopping);
        await using var stream = connection.GetStream();
        var body = EmulatorClient.Body("hello", stream: true);
        var request = $"POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {EmulatorClient.Key}\r\nContent-Length: {body.Length}\r\n\r\n{body}";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request), EmulatorClient.Stopping);
        var response = await EmulatorClient.ReadUntilAsync(stream, "\r\n0\r\n\r\n");

        var sizes = new List<int>();
        var at = response.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4;
        while (true)
        {
            var end = response.IndexOf("\r\n", at, StringComparison.Ordinal);
            var size = int.Parse(response.AsSpan(at, end - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size == 0)
                return sizes;
            sizes.Add(size);
            at = end + 2 + size + 2;
        }
    }
}
