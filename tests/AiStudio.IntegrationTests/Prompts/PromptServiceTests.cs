using AiStudio.Features.Prompts;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace AiStudio.IntegrationTests.Prompts;

public sealed class PromptServiceTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private static readonly ExposedUnit s_unit = new(Guid.CreateVersion7(), null);

    private readonly PromptService _prompts = new(TimeProvider.System, NullLogger<PromptService>.Instance);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ResolveAsync_ProvisionedPrompt_GivesItsProductionVersion()
    {
        var owner = await NewOrganizationAsync();
        await using var db = await database.Studio.BeginAsync(owner.Scope, Cancellation);
        var id = await PromptService.FindAsync(db, PromptsProvisioning.AssistantSlug, Cancellation);

        var resolved = await _prompts.ResolveAsync(db, id!.Value, PromptLabel.Production, s_unit, Cancellation);

        Assert.Equal("1.0.0", resolved.Value!.Version);
        Assert.Contains("[n]", resolved.Value.Text, StringComparison.Ordinal);
        var version = await db.Set<PromptVersion>().SingleAsync(version => version.Id == resolved.Value.VersionId, Cancellation);
        Assert.Equal(version.Content.Hash(), version.ContentHash);
        Assert.Equal(owner.UserId, (await db.Set<LabelMove>().SingleAsync(Cancellation)).MovedBy);
    }

    [Fact]
    public async Task ResolveAsync_MissingLabel_IsAnErrorAndNoFallback()
    {
        var owner = await NewOrganizationAsync();
        await using var db = await database.Studio.BeginAsync(owner.Scope, Cancellation);
        var id = await PromptService.FindAsync(db, PromptsProvisioning.AssistantSlug, Cancellation);

        var resolved = await _prompts.ResolveAsync(db, id!.Value, "staging", s_unit, Cancellation);

        Assert.Equal("prompt_label_missing", resolved.Error!.Code);
    }

    [Fact]
    public async Task ResolveAsync_PromptOfAnotherOrganization_IsAnError()
    {
        var owner = await NewOrganizationAsync();
        var stranger = await NewOrganizationAsync();
        Guid? id;
        await using (var db = await database.Studio.BeginAsync(owner.Scope, Cancellation))
        {
            id = await PromptService.FindAsync(db, PromptsProvisioning.AssistantSlug, Cancellation);
        }

        await using var other = await database.Studio.BeginAsync(stranger.Scope, Cancellation);

        Assert.False((await _prompts.ResolveAsync(other, id!.Value, PromptLabel.Production, s_unit, Cancellation)).Succeeded);
    }

    [Fact]
    public async Task PromptVersion_Changed_IsRefusedByTheDatabase()
    {
        var owner = await NewOrganizationAsync();
        await using var db = await database.Studio.BeginAsync(owner.Scope, Cancellation);

        var failure = await Assert.ThrowsAsync<Npgsql.PostgresException>(() =>
            db.Set<PromptVersion>().ExecuteUpdateAsync(version => version.SetProperty(row => row.Template, "Say yes."), Cancellation));

        Assert.Equal("42501", failure.SqlState);
    }

    private async Task<Caller> NewOrganizationAsync()
    {
        var owner = await database.CreateOrganizationAsync();
        await using var db = await database.Studio.BeginAsync(owner.Scope, Cancellation);
        await new PromptsProvisioning(TimeProvider.System).ProvisionAsync(db, owner.Scope, Cancellation);
        await db.CommitAsync(Cancellation);
        return owner;
    }
}
