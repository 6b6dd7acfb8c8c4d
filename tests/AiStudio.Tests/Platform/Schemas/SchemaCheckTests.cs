using System.Text.Json;
using AiStudio.Platform.Schemas;

namespace AiStudio.Tests.Platform.Schemas;

public sealed class SchemaCheckTests
{
    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}""", """{"a":1,"b":2}""", null)]
    [InlineData("""{"type":"object","required":["a"]}""", "{}", "$: the member “a” is missing")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":1}""", "$.a: expected string")]
    [InlineData("""{"additionalProperties":false}""", """{"secret words":1}""", "$: it has a member that the schema does not know")]
    [InlineData("""{"type":["string","null"]}""", "null", null)]
    [InlineData("""{"type":"integer"}""", "1.5", "$: expected integer")]
    [InlineData("""{"type":"integer"}""", "2.0", null)]
    [InlineData("""{"enum":["a","b"]}""", "\"c\"", "$: it is none of the values that are allowed")]
    [InlineData("""{"const":{"a":[1]}}""", """{"a":[1]}""", null)]
    [InlineData("""{"items":{"type":"number","minimum":0}}""", "[1,-1]", "$[1]: the number is out of its bounds")]
    [InlineData("""{"prefixItems":[{"type":"string"}],"items":{"type":"number"}}""", "[\"a\",1]", null)]
    [InlineData("""{"minItems":2}""", "[1]", "$: it has fewer than 2 items")]
    [InlineData("""{"maxLength":1}""", "\"👋\"", null)]
    [InlineData("""{"pattern":"^[a-z]+$"}""", "\"A\"", "$: it does not match its pattern")]
    [InlineData("""{"multipleOf":0.1}""", "0.3", null)]
    [InlineData("""{"anyOf":[{"type":"string"},{"type":"null"}]}""", "1", "$: it fits none of the forms that the schema allows")]
    [InlineData("""{"oneOf":[{"type":"number"},{"type":"integer"}]}""", "1", "$: it has to fit exactly one of the forms that the schema allows")]
    [InlineData("""{"allOf":[{"minimum":1},{"maximum":2}]}""", "3", "$: the number is out of its bounds")]
    [InlineData("""{"not":{"type":"null"}}""", "null", "$: it has the form that the schema rules out")]
    [InlineData("""{"$defs":{"node":{"type":"object","properties":{"next":{"$ref":"#/$defs/node"}},"additionalProperties":false}},"$ref":"#/$defs/node"}""", """{"next":{"next":{"x":1}}}""", "$.next.next: it has a member that the schema does not know")]
    [InlineData("""{"$ref":"#/nowhere"}""", "1", "$: the schema refers to something that it does not define")]
    [InlineData("""{"$ref":"#"}""", "1", "$: the schema is too intricate to be checked")]
    [InlineData("""{"properties":{"a":false}}""", """{"a":1}""", "$.a: nothing is allowed here")]
    [InlineData("true", "1", null)]
    public void Problem_NamesThePathAndNothingOfTheText(string schema, string value, string? problem) =>
        Assert.Equal(problem, new SchemaCheck(JsonElement.Parse(schema)).Problem(JsonElement.Parse(value)));

    [Fact]
    public void Problem_OfASchemaThatMultiplies_IsFoundInTime()
    {
        const string bomb = """{"$defs":{"a":{"anyOf":[{"$ref":"#/$defs/a"},{"$ref":"#/$defs/a"}]}},"$ref":"#/$defs/a"}""";

        Assert.NotNull(new SchemaCheck(JsonElement.Parse(bomb)).Problem(JsonElement.Parse("1")));
    }
}
