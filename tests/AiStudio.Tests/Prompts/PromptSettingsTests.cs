using System.Security.Cryptography;
using System.Text.Json;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Browsing;
using AiStudio.Platform.Schemas;
using Microsoft.Extensions.AI;

namespace AiStudio.Tests.Prompts;

public sealed class PromptSettingsTests
{
    private const string Schema = """{"type":"object","properties":{"why":{"type":"string"},"answer":{"type":"string"}},"required":["why","answer"]}""";

    private static readonly PromptTool s_order = new("find_order", "Finds an order", JsonSchema.Parse("""{"type":"object","properties":{"number":{"type":"integer"}}}"""));

    private static PromptSettings Full => new(0.2) { OutputSchema = JsonSchema.Parse(Schema), Tools = [s_order] };

    [Fact]
    public void Hash_WithoutSchemaAndTools_IsWhatItWasBeforeThereWereAny()
    {
        var written = new PromptContent("Be {{tone}}.") { Variables = [new("tone", Default: "kind")], Settings = new(0.2, MaxOutputTokens: 300) };
        Assert.Equal(SHA256.HashData("Be brief."u8), new PromptContent("Be brief.") { Settings = new() { Tools = [] } }.Hash());
        Assert.Equal(
            SHA256.HashData("""{"text":"Be {{tone}}.","variables":[{"name":"tone","kind":"text","default":"kind","note":""}],"settings":{"temperature":0.2,"topP":null,"maxOutputTokens":300}}"""u8), written.Hash());
        Assert.Equal(written.Hash(), (written with { Settings = written.Settings with { Tools = [] } }).Hash());
    }

    [Fact]
    public void Hash_OfAnotherSchemaOrTool_IsAnother_AndOfOtherSpacesIsTheSame()
    {
        var content = new PromptContent("Be brief.") { Settings = Full };
        PromptContent[] others =
        [
            content with { Settings = Full with { OutputSchema = null } },
            content with { Settings = Full with { OutputSchema = JsonSchema.Parse("{}") } },
            content with { Settings = Full with { Tools = null } },
            content with { Settings = Full with { Tools = [s_order with { Description = "" }] } },
            content with { Settings = Full with { Tools = [s_order with { Parameters = null }] } },
            content with { Settings = Full with { Tools = [s_order, s_order with { Name = "other" }] } },
        ];

        Assert.Equal(others.Length + 1, others.Append(content).Select(one => Convert.ToHexString(one.Hash())).Distinct().Count());
        Assert.Equal(content.Hash(), (content with { Settings = Full with { OutputSchema = JsonSchema.Parse(Schema.Replace(":", " :\n ", StringComparison.Ordinal)) } }).Hash());
    }

    [Fact]
    public void Equality_IsThatOfWhatTheyHold()
    {
        Assert.Equal(Full, Full);
        Assert.Equal(Full.GetHashCode(), Full.GetHashCode());
        Assert.Equal(new PromptSettings(), new PromptSettings { Tools = [] });
        Assert.NotEqual(Full, Full with { Tools = null });
        Assert.NotEqual(Full, Full with { OutputSchema = null });
        Assert.Equal(Full, JsonSerializer.Deserialize<PromptSettings>(JsonSerializer.Serialize(Full, PromptContent.Json), PromptContent.Json));
    }

    [Theory]
    [InlineData("[]", null)]
    [InlineData("""[{"name":"find_order"},{"name":"find-order-2","parameters":{"type":"object"}}]""", null)]
    [InlineData("""[{"name":"find order"}]""", "prompt_tools")]
    [InlineData("""[{"name":"find\n"}]""", "prompt_tools")]
    [InlineData("""[{"name":""}]""", "prompt_tools")]
    [InlineData("""[{"name":"a"},{"name":"a"}]""", "prompt_tools")]
    [InlineData("""[{"name":"a","parameters":[]}]""", "prompt_tools")]
    [InlineData("""[{"name":"a","parameters":{"type":"object","type":"array"}}]""", "prompt_tools")]
    [InlineData("""[{"name":"a","params":{}}]""", "prompt_tools")]
    [InlineData("""[{"description":"a"}]""", "prompt_tools")]
    [InlineData("""{"name":"a"}""", "prompt_tools")]
    [InlineData("[", "prompt_tools")]
    public void Tools_ThatAreTyped_AreRefusedByName(string typed, string? code) => Assert.Equal(code, CodeOf(new() { Tools = typed }));

    [Theory]
    [InlineData(" ", null)]
    [InlineData("""{"type":"object"}""", null)]
    [InlineData("true", "prompt_output_schema")]
    [InlineData("""{"type":"object","type":"array"}""", "prompt_output_schema")]
    [InlineData("""{"const":"\ud800"}""", "prompt_output_schema")]
    [InlineData("{", "prompt_output_schema")]
    public void Schema_ThatIsTyped_IsRefusedByName(string typed, string? code) => Assert.Equal(code, CodeOf(new() { Schema = typed }));

    [Fact]
    public void Typed_WhatWasSaved_IsTheSameAgain() => Assert.Equal(Full, TypedSettings.Of(Full).PutInto(new(0.2)).Value);

    [Fact]
    public void Proposal_OfWhatBreaksCallers_IsMajor_AndOfAnotherTool_IsMinor()
    {
        Assert.Equal(VersionChange.Major, Proposed(Full with { OutputSchema = JsonSchema.Parse("{}") }));
        Assert.Equal(VersionChange.Major, Proposed(Full with { OutputSchema = null }));
        Assert.Equal(VersionChange.Major, Proposed(Full with { Tools = [s_order with { Parameters = null }] }));
        Assert.Equal(VersionChange.Major, Proposed(Full with { Tools = null }));
        Assert.Equal(VersionChange.Minor, Proposed(Full with { Tools = [s_order, s_order with { Name = "other" }] }));
        Assert.Equal(VersionChange.Patch, Proposed(Full));

        static VersionChange Proposed(PromptSettings after) => VersionProposal.Of(new("Be brief.") { Settings = Full }, new("Be brief!") { Settings = after });
    }

    [Fact]
    public void FillIn_OfAProgramsOptions_LeavesWhatItGave()
    {
        var own = AIFunctionFactory.CreateDeclaration("find_order", "The program's", JsonElement.Parse("{}"));
        var weather = AIFunctionFactory.CreateDeclaration("weather", null, JsonElement.Parse("{}"));
        ChatOptions empty = new(), given = new() { Tools = [weather, own], ResponseFormat = ChatResponseFormat.Text };

        Full.FillIn(empty);
        Full.FillIn(given);

        Assert.Equal(("find_order", "Finds an order"), (Assert.Single(empty.Tools!).Name, empty.Tools![0].Description));
        Assert.Equal(Schema, Assert.IsType<ChatResponseFormatJson>(empty.ResponseFormat).Schema?.GetRawText());
        Assert.Equal<AITool>([weather, own], given.Tools!);
        Assert.Same(ChatResponseFormat.Text, given.ResponseFormat);
    }

    private static string? CodeOf(TypedSettings typed)
    {
        var read = typed.PutInto(new());
        return read.Succeeded ? new PromptDraft(new("Be brief.") { Settings = read.Value }, "x").Tidy().Error?.Code : read.Error.Code;
    }
}
