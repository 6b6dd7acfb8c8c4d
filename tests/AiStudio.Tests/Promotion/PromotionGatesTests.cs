using AiStudio.Features.Promotion;
using AiStudio.Features.Promotion.Board;
using AiStudio.Features.Promotion.Browsing;
using AiStudio.Tests.Shell;

namespace AiStudio.Tests.Promotion;

public sealed class PromotionGatesTests
{
    [Theory]
    [InlineData(false, "Ada let it go into production without one: “It is urgent.”", "All guards held")]
    [InlineData(true, "All guards held to the end.", "without one")]
    public async Task Canary_OfAVersionInProduction_IsPassedOnlyWhereThereWasOne(bool ran, string said, string unsaid)
    {
        var entry = new PromotionEntry(
            Guid.CreateVersion7(), "assistant", "Assistant", Guid.CreateVersion7(), "1.1.0", "1.0.0", PromotionState.Production, false, null, null, "Ben", DateTimeOffset.UnixEpoch, null, null,
            "Ada", "It is urgent.", null, ran ? Guid.CreateVersion7() : null, null, DateTimeOffset.UnixEpoch, false);
        var promotion = new PromotionDetail(entry, Guid.CreateVersion7(), "", [], [new(1, 200)], 0, null, 0, 30, [], [], [], new(false, null, false, false, false, false, true, false));

        var shown = (await RenderedComponent.ShowAsync<PromotionGates>((nameof(PromotionGates.Promotion), promotion))).TextContent;

        Assert.Contains(said, shown, StringComparison.Ordinal);
        Assert.DoesNotContain(unsaid, shown, StringComparison.Ordinal);
    }
}
