using AiStudio.Features.Prompts;

namespace AiStudio.Tests.Prompts;

public sealed class PromptTemplateTests
{
    private static readonly DateOnly s_today = new(2026, 11, 21);

    [Fact]
    public void Render_ValuesWithBraces_ArePutInOnce()
    {
        var text = PromptTemplate.Render(
            "Hello {{name}}, {{ other }}, {{today}}.", [new("name"), new("other", Default: "{{name}}")], new Dictionary<string, string> { ["name"] = "{{other}}" }, s_today);
        Assert.Equal("Hello {{other}}, {{name}}, 2026-11-21.", text.Value);
    }

    [Theory]
    [InlineData("{{unknown}}", "prompt_variable_unknown")]
    [InlineData("{{name + 1}}", "prompt_placeholder")]
    [InlineData("{{Name}}", "prompt_placeholder")]
    [InlineData("{{}}", "prompt_placeholder")]
    [InlineData("{{#if name}}yes{{/if}}", "prompt_placeholder")]
    [InlineData("  ", "prompt_empty")]
    [InlineData("Hello {{name}} and {{today}}", null)]
    [InlineData("{ \"json\": { \"a\": 1 } } {{name}}", null)]
    public void Check_Text_FindsWhatIsWrong(string template, string? code) =>
        Assert.Equal(code, PromptTemplate.Check(new PromptContent(template) { Variables = [new("name")] })?.Code);

    [Theory]
    [InlineData(VariableKind.Number, "1.5", true)]
    [InlineData(VariableKind.Number, "one", false)]
    [InlineData(VariableKind.YesOrNo, "yes", true)]
    [InlineData(VariableKind.YesOrNo, "true", false)]
    [InlineData(VariableKind.Date, "2026-01-31", true)]
    [InlineData(VariableKind.Date, "31.01.2026", false)]
    public void Render_ValueOfAKind_IsChecked(VariableKind kind, string value, bool admitted) =>
        Assert.Equal(admitted, PromptTemplate.Render("{{x}}", [new("x", kind)], new Dictionary<string, string> { ["x"] = value }, s_today).Succeeded);

    [Fact]
    public void Render_WithoutAValueThatMustBeGiven_IsAnError() =>
        Assert.Equal("prompt_variable_missing", PromptTemplate.Render("{{x}}", [new("x")], new Dictionary<string, string>(), s_today).Error?.Code);

    [Fact]
    public void Hash_OfTheSameWordsTypedElsewhere_IsTheSame_AndOfOtherSettingsIsNot()
    {
        var content = new PromptContent("One\nTwo") { Variables = [new("a"), new("b")] };
        Assert.Equal(content.Hash(), (content with { Template = "One\r\nTwo", Variables = [new("b"), new("a")] }).Hash());
        Assert.NotEqual(content.Hash(), (content with { Settings = new(Temperature: 0) }).Hash());
        Assert.NotEqual(content.Hash(), (content with { Variables = [new("a"), new("b", Default: "")] }).Hash());
    }

    [Theory]
    [InlineData("Be brief.", "Be brief!", VersionChange.Patch)]
    [InlineData("Be brief.", "be  brief.", VersionChange.Patch)]
    [InlineData("Be brief.", "Be long.", VersionChange.Minor)]
    [InlineData("Be brief.", "Be brief. {{tone}}", VersionChange.Major)]
    [InlineData("Be brief. {{tone}}", "Be brief.", VersionChange.Major)]
    [InlineData("{{a}} {{b}}", "{{a}}, {{b}}", VersionChange.Patch)]
    public void Proposal_OfAChange_SaysHowLargeItIs(string before, string after, VersionChange expected) =>
        Assert.Equal(expected, VersionProposal.Of(Content(before), Content(after)));

    [Fact]
    public void Proposal_OfAVariableWithADefault_IsMinor() =>
        Assert.Equal(VersionChange.Minor, VersionProposal.Of(Content("Be brief."), new PromptContent("Be brief. {{tone}}") { Variables = [new("tone", Default: "kind")] }));

    private static PromptContent Content(string template) =>
        new(template) { Variables = [.. PromptTemplate.VariablesOf(template).Select(name => new PromptVariable(name))] };
}
