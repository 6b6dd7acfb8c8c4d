using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Browsing;

namespace AiStudio.Tests.Prompts;

public sealed class ContentDiffTests
{
    [Fact]
    public void Of_TwoVersions_NamesWhatIsOtherwiseBesideTheText()
    {
        var before = new PromptContent("Be {{tone}}. {{> rules}}")
        {
            Variables = [new("tone", Default: "kind"), new("day", VariableKind.Date)],
            Settings = new(Temperature: 0.2, MaxOutputTokens: 1_000) { Tools = [new("find_order", "Finds an order")] },
        };
        var after = before with
        {
            Template = "Be {{tone}}! {{> rules}}",
            Variables = [new("tone", Default: "brief"), new("day", VariableKind.Date)],
            Settings = new(MaxOutputTokens: 1_000) { Tools = [new("find_order", "Finds an order"), new("now")] },
        };
        var (old, @new) = (new IncludedPrompt("rules", Guid.CreateVersion7(), "1.0.0"), new IncludedPrompt("rules", Guid.CreateVersion7(), "1.1.0"));

        var changes = ContentDiff.Of(before, [old], after, [@new]);

        Assert.Equal(["Temperature", "Tool now", "Variable tone", "Put in rules"], changes.Select(change => change.What));
        Assert.Equal(("0.2", null), (changes[0].Before, changes[0].After));
        Assert.Null(changes[1].Before);
        Assert.Equal(("text, “kind” unless given", "text, “brief” unless given"), (changes[2].Before, changes[2].After));
        Assert.Equal(("1.0.0", "1.1.0"), (changes[3].Before, changes[3].After));
        Assert.Empty(ContentDiff.Of(before, [old], before, [old]));
    }
}
