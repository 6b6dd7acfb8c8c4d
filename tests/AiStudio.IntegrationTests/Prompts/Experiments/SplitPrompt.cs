using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Experiments;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.IntegrationTests.Prompts.Experiments;

/// <summary>The prompt that every organization gets, with a second version.</summary>
internal sealed record SplitPrompt(StudioDatabase Studio, Caller Owner, Guid Id, Guid First, Guid Second)
{
    public const string SecondText = "Answer in one word.";

    public ExperimentDesk Desk => new(Studio, [], TimeProvider.System);

    public ExperimentLibrary Library => new(Studio);

    public static async Task<SplitPrompt> MakeAsync(StudioDatabase studio, Caller owner)
    {
        var saved = await new PromptDesk(studio).SaveAsync(owner, PromptsProvisioning.AssistantSlug, new(new(SecondText), "Shorter"), CancellationToken.None);
        await using var db = await studio.BeginAsync(owner.Scope, CancellationToken.None);
        var id = await PromptService.FindAsync(db, PromptsProvisioning.AssistantSlug, CancellationToken.None);
        var first = await db.Set<PromptVersion>().SingleAsync(version => version.PromptId == id && version.Version == "1.0.0", CancellationToken.None);
        return new(studio, owner, id!.Value, first.Id, saved.Value!.Id);
    }

    public ExperimentDraft Draft(ExperimentUnit unit = ExperimentUnit.Conversation, int weight = 50) =>
        new(Id, "Shorter answers", "Shorter is liked better.", unit, Metrics.ThumbsDown.Key, 0.05, [new("Today", First, weight), new("Shorter", Second, 50)]);

    public async Task<Guid> StartAsync(ExperimentDraft draft)
    {
        var created = await Desk.CreateAsync(Owner, draft, CancellationToken.None);
        Assert.True(created.Succeeded, created.Error?.Message);
        var started = await Desk.StartAsync(Owner, created.Value, CancellationToken.None);
        Assert.True(started.Succeeded, started.Error?.Message);
        return created.Value;
    }
}
