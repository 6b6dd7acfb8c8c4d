using AiStudio.IntegrationTests.Api;

namespace AiStudio.IntegrationTests.Telemetry;

/// <summary>Spans and metrics as a collector gets them.</summary>
public sealed class OtlpTests(ApiSite api) : IClassFixture<ApiSite>
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Call_WithATraceparent_IsInItsTraceByTheConventions_AndSaysWhatWasSaidOnlyWhenTold(bool content)
    {
        await using var collector = await Collector.StartAsync();
        await using var node = api.StartNode(("Otlp:Endpoint", collector.Address), ("Otlp:CaptureContent", content ? "true" : "false"), ("Otlp:MetricsEvery", "00:00:01"));
        var owner = await api.Site.AddOrganizationAsync();
        using var program = api.ProgramWith((await api.IssueAsync(owner)).Secret, node.ClientOptions.BaseAddress);
        var trace = Guid.CreateVersion7().ToString("n");

        using (var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", ApiSite.Ask("The hidden word is xylophone.", stream: true), ("traceparent", $"00-{trace}-00f067aa0ba902b7-01")))
            await ApiSite.ReadAsync(answer);
        await collector.UntilAsync(() => collector.Spans.Any(span => span.Name.StartsWith("POST", StringComparison.Ordinal) || span.ParentId == "00f067aa0ba902b7")
            && collector.Spans.Any(span => span.Name == $"chat {ApiSite.Model}") && collector.Bodies.Any(body => body.Signal == "metrics" && System.Text.Encoding.UTF8.GetString(body.Body).Contains("gen_ai.client", StringComparison.Ordinal)));

        var spans = collector.Spans.Where(span => span.TraceId == trace).ToList();
        var chat = Assert.Single(spans, span => span.Name == $"chat {ApiSite.Model}");
        var attempt = Assert.Single(spans, span => span.Name == $"attempt {ApiSite.Model}");
        var request = Assert.Single(spans, span => span.ParentId == "00f067aa0ba902b7");
        Assert.Equal((request.SpanId, chat.SpanId), (chat.ParentId, attempt.ParentId));
        Assert.Equal(("chat", "openai", ApiSite.Model, ApiSite.Model), (chat.Tags["gen_ai.operation.name"], chat.Tags["gen_ai.provider.name"], chat.Tags["gen_ai.request.model"], chat.Tags["gen_ai.response.model"]));
        Assert.Equal("stop", chat.Tags["gen_ai.response.finish_reasons"]);
        Assert.Contains("gen_ai.usage.input_tokens", chat.Tags.Keys);
        Assert.Equal(content, collector.Text.Contains("xylophone", StringComparison.Ordinal));
        Assert.All(["gen_ai.client.token.usage", "gen_ai.client.operation.duration", "gen_ai.client.operation.time_to_first_chunk"], name => Assert.Contains(name, collector.Text, StringComparison.Ordinal));
    }
}
