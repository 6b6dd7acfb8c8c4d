using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AiStudio.Gateway.Audit;
using AiStudio.Gateway.Routing;
using AiStudio.Gateway.Tests.Fakes;
using AiStudio.Gateway.Upstream;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Tests.Upstream;

/// <summary>F03: wherever the network cuts a stream, what comes out is the answer, or the beginning of it and an error that says so.</summary>
public sealed class EveryByteTests
{
    public static TheoryData<ProviderKind, string> Streams => new()
    {
        { ProviderKind.OpenAi, "text" }, { ProviderKind.OpenAi, "tools" }, { ProviderKind.Anthropic, "text" }, { ProviderKind.Anthropic, "tools" },
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Slice_AtEveryByte_ChangesNothing(ProviderKind kind, string what)
    {
        var bytes = RecordedStreams.Of(kind, what);
        var slice = 0;
        await using var gateway = With(kind, () => new WireStream(bytes, sliceAt: slice));
        var whole = await AskAsync(gateway);
        Assert.Equal(what == "text" ? "Grüße 😀 😀 \"x\"\n" : "Ich sehe nach.", whole.Text);
        Assert.Equal(what == "text" ? "" : "t1 weather {\"city\":\"München\"} | t2 now {}", whole.Tools);
        Assert.Equal(what == "text" ? "hm ü" : "", whole.Reasoning);

        for (slice = 1; slice < bytes.Length; slice++)
            Assert.Equal(whole, await AskAsync(gateway));

        Assert.Equal(bytes.Length, gateway.Log.Records.Count);
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public async Task Slice_IntoSingleBytesWithCarriageReturns_ChangesNothing(ProviderKind kind, string what)
    {
        await using var plain = With(kind, () => new WireStream(RecordedStreams.Of(kind, what)));
        await using var dribbled = With(kind, () => new Dribble(RecordedStreams.Of(kind, what, carriageReturns: true)));

        Assert.Equal(await AskAsync(plain), await AskAsync(dribbled));
    }

    [Theory]
    [MemberData(nameof(Streams))]
    public Task End_AtEveryByte_IsTheAnswerOrItsBeginningAndAnError(ProviderKind kind, string what) => CutAsync(kind, what, reset: false);

    [Theory]
    [MemberData(nameof(Streams))]
    public Task Reset_AtEveryByte_IsTheAnswerOrItsBeginningAndAnError(ProviderKind kind, string what) => CutAsync(kind, what, reset: true);

    private static async Task CutAsync(ProviderKind kind, string what, bool reset)
    {
        var bytes = RecordedStreams.Of(kind, what);
        var startKnownFrom = kind == ProviderKind.Anthropic ? bytes.AsSpan().IndexOf("\n\n"u8) + 2 : int.MaxValue;
        int? cut = null;
        await using var gateway = With(kind, () => new WireStream(bytes, cutAt: cut, reset: reset && cut is not null));
        var whole = await AskAsync(gateway);
        var completed = 0;

        for (cut = 0; cut < bytes.Length; cut++)
        {
            var heard = await AskAsync(gateway);

            Assert.StartsWith(heard.Text, whole.Text, StringComparison.Ordinal);
            Assert.StartsWith(heard.Reasoning, whole.Reasoning, StringComparison.Ordinal);
            Assert.StartsWith(heard.Tools, whole.Tools, StringComparison.Ordinal);
            if (heard.Error is null)
            {
                // Only the provider's count may be missing by then.
                Assert.Equal(whole with { Usage = heard.Usage }, heard);
                completed++;
                continue;
            }

            Assert.Null(heard.Finish);
            Assert.Equal(heard.Text.Length + heard.Reasoning.Length + heard.Tools.Length > 0 ? CallEnding.Interrupted : CallEnding.Failed, heard.Ending);
            Assert.True(heard.Usage!.Estimated);
            Assert.True(heard.Usage.OutputTokens >= TokenEstimate.LikelyTokens(Encoding.UTF8.GetByteCount(heard.Text)));
            if (cut >= startKnownFrom)
                Assert.Equal((20, 8, 5), (heard.Usage.InputTokens, heard.Usage.CachedInputTokens, heard.Usage.CacheWriteTokens));
        }

        Assert.InRange(completed, 1, bytes.Length / 3);
        Assert.Equal(bytes.Length + 1, gateway.Ledger.Settlements.Count);
        Assert.Equal(bytes.Length + 1, gateway.Log.Records.Count);
    }

    private static async Task<Heard> AskAsync(TestGateway gateway)
    {
        var call = TestGateway.Call();
        var updates = new List<ChatResponseUpdate>();
        string? error = null;
        try
        {
            await foreach (var update in gateway.Chat.GetStreamingResponseAsync([new(ChatRole.User, "hi")], new GatewayChatOptions(call) { Tools = RecordedStreams.Tools }, Token))
                updates.Add(update);
        }
        catch (GatewayException failure)
        {
            error = failure.Error.Code;
        }

        await call.Recorded;
        var contents = updates.SelectMany(update => update.Contents).ToList();
        return new(
            string.Concat(contents.OfType<TextContent>().Select(text => text.Text)),
            string.Concat(contents.OfType<TextReasoningContent>().Select(thought => thought.Text)),
            string.Join(" | ", contents.OfType<FunctionCallContent>().Select(called => $"{called.CallId} {called.Name} {Decoded(ToolJson.Arguments(called))}")),
            updates.Select(update => update.FinishReason).LastOrDefault(reason => reason is not null)?.Value,
            call.Usage, call.Ending, error);
    }

    private static string Decoded(string json) => System.Text.RegularExpressions.Regex.Unescape(json);

    private static TestGateway With(ProviderKind kind, Func<Stream> body)
    {
        var http = new ScriptedHttp(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StreamContent(body()) { Headers = { ContentType = MediaTypeHeaderValue.Parse("text/event-stream; charset=utf-8") } },
        });
        var gateway = new TestGateway(options => options.BreakerMinimumCalls = 10_000, http);
        gateway.Routes.Plans["balanced"] = new RoutePlan([TestGateway.Candidate("m", kind)]);
        return gateway;
    }

    private sealed record Heard(string Text, string Reasoning, string Tools, string? Finish, TokenUsage? Usage, CallEnding? Ending, string? Error);

    private sealed class Dribble(byte[] bytes) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => base.ReadAsync(buffer[..Math.Min(1, buffer.Length)], cancellationToken);
    }
}
