using System.Text.Json;
using AiStudio.Gateway.Upstream.Wire;

namespace AiStudio.Gateway.Tests.Upstream.Wire;

public sealed class UsageRepairTests
{
    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}}""")]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":1}}}""")]
    [InlineData("""{"choices":[],"usage":null}""")]
    [InlineData("""{"choices":[{"delta":{"content":"say \"usage\":{\"x\":1.5} please"}}]}""")]
    public void Repair_OfSoundChatCompletions_ChangesNothing(string json) => Assert.Equal(json, UsageRepair.Repair(json, WireFormat.ChatCompletions));

    [Theory]
    [InlineData("""{"prompt_tokens":1.5,"completion_tokens":2}""")]
    [InlineData("""{"prompt_tokens":1,"completion_tokens":1000000000000000000}""")]
    [InlineData("""{"prompt_tokens":NaN,"completion_tokens":2}""")]
    [InlineData("""{"prompt_tokens":"1","completion_tokens":2}""")]
    [InlineData("""{"prompt_tokens":null,"completion_tokens":2}""")]
    [InlineData("{}")]
    [InlineData("17")]
    public void Repair_OfUsageThatCannotBeRead_MakesItImpossible(string usage)
    {
        var repaired = JsonDocument.Parse(UsageRepair.Repair($$"""{"id":"x","usage":{{usage}},"model":"m"}""", WireFormat.ChatCompletions)).RootElement;

        Assert.Equal(-1, repaired.GetProperty("usage").GetProperty("prompt_tokens").GetInt32());
        Assert.Equal("m", repaired.GetProperty("model").GetString());
    }

    [Theory]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":"end_turn"}}""", "usage")]
    [InlineData("""{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":null}""", "usage")]
    [InlineData("""{"type":"message","content":[]}""", "usage")]
    [InlineData("""{"type":"message_start","message":{"id":"m"}}""", "message.usage")]
    public void Repair_OfMessagesWithoutUsage_AddsAnImpossibleOne(string json, string where)
    {
        var element = JsonDocument.Parse(UsageRepair.Repair(json, WireFormat.Messages)).RootElement;
        foreach (var name in where.Split('.'))
            element = element.GetProperty(name);

        Assert.Equal(-1, element.GetProperty("output_tokens").GetInt32());
    }
}
