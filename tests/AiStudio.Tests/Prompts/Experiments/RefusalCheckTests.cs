using AiStudio.Features.Prompts.Experiments;
using Microsoft.Extensions.AI;

namespace AiStudio.Tests.Prompts.Experiments;

public sealed class RefusalCheckTests
{
    [Theory]
    [InlineData("I'm sorry, but I can't help with that.")]
    [InlineData("I’m unable to answer this. Ask somebody else.")]
    [InlineData("I do not know the answer to that.")]
    [InlineData("None of the passages answers this. I am an offline model and can only quote documents.")]
    [InlineData("The documents do not say when the office opens. In general, offices open at nine.")]
    [InlineData("Das weiß ich leider nicht.")]
    [InlineData("Ich kann Ihnen dabei leider nicht helfen.")]
    public void IsRefusal_SaysThatItDoesNotKnowOrWillNot_IsOne(string text) => Assert.True(RefusalCheck.IsRefusal(ChatFinishReason.Stop, text));

    [Theory]
    [InlineData("")]
    [InlineData("Twenty-eight days a year [1]. I do not know of any exception.")]
    [InlineData("You can't carry leave over into the next year [2].")]
    [InlineData("I'm sorry to hear that your order is late. It was sent on Monday [1].")]
    [InlineData("The price is 2.5 euros. I cannot help with taxes.")]
    [InlineData("Der Urlaub kann nicht ausgezahlt werden [1].")]
    public void IsRefusal_Answers_IsNone(string text) => Assert.False(RefusalCheck.IsRefusal(ChatFinishReason.Stop, text));

    [Fact]
    public void IsRefusal_FilteredByTheProvider_IsOneWhateverItSays() => Assert.True(RefusalCheck.IsRefusal(ChatFinishReason.ContentFilter, "Twenty-eight days."));
}
