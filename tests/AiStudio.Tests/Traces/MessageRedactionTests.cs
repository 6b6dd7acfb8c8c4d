using System.Text.Json.Nodes;
using AiStudio.Features.Traces.Recording;
using AiStudio.Platform.Redaction;

namespace AiStudio.Tests.Traces;

public sealed class MessageRedactionTests
{
    [Fact]
    public void Apply_ToTextsArgumentsAndFiles_TakesOutWhatNamesSomebodyAndNothingElse()
    {
        var redactor = new Redactor([new RedactionPattern("staff", @"P-\d{6}")]);
        var messages = JsonNode.Parse("""
            [{ "role": "user", "messageId": "0221 47112233", "contents": [{ "$type": "text", "text": "I am P-123456, kim@example.org" }, { "$type": "data", "uri": "data:image/png;base64,AAAA" }] },
             { "role": "assistant", "contents": [{ "$type": "functionCall", "callId": "call_0221 47112233", "arguments": { "who": ["kim@example.org"], "card": 4111111111111111, "days": 30 } }] }]
            """)!;

        var changed = MessageRedaction.Apply(redactor, messages);

        Assert.True(changed);
        Assert.True(JsonNode.DeepEquals(messages, JsonNode.Parse("""
            [{ "role": "user", "messageId": "0221 47112233", "contents": [{ "$type": "text", "text": "I am [staff], [e-mail]" }, { "$type": "data", "uri": "[file]" }] },
             { "role": "assistant", "contents": [{ "$type": "functionCall", "callId": "call_0221 47112233", "arguments": { "who": ["[e-mail]"], "card": "[card]", "days": 30 } }] }]
            """)), messages.ToJsonString());
        Assert.False(MessageRedaction.Apply(redactor, JsonNode.Parse("""[{ "role": "user", "contents": [{ "$type": "text", "text": "How many days of leave are there?" }] }]""")!));
    }

    [Theory]
    [InlineData("", @"\d+")]
    [InlineData("Big", @"\d+")]
    [InlineData("staff", "(a")]
    [InlineData("staff", @"(a)\1")]
    [InlineData("staff", "a*")]
    public void Problem_OfAPatternThatCannotBeUsed_IsSaid(string name, string expression) => Assert.Equal("pattern_invalid", new RedactionPattern(name, expression).Problem()?.Code);
}
