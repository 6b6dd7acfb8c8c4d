using System.Text;
using AiStudio.Features.Prompts;
using AiStudio.Features.Prompts.Exchange;
using AiStudio.IntegrationTests.Database;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Platform.Schemas;

namespace AiStudio.IntegrationTests.Prompts;

public sealed class PromptExchangeTests(StudioTestDatabase database) : IClassFixture<StudioTestDatabase>
{
    private PromptDesk Desk => new(database.Studio);

    private PromptLibrary Library => new(database.Studio);

    private PromptExport Export => new(database.Studio);

    private PromptImport Import => new(database.Studio);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Export_ImportedElsewhere_IsTheSameToTheByte_AndOnceMoreChangesNothing()
    {
        var (here, there) = (await database.CreateOrganizationAsync(), await database.CreateOrganizationAsync());
        await Desk.CreateAsync(here, "Support answer", new("Be brief.\nBe “kind”, zärtlich."), Cancellation);
        await Desk.SaveAsync(here, "support-answer", new(new("Be {{tone}}.") { Variables = [new("tone", VariableKind.YesOrNo, "yes", "How")], Settings = new(0.2, MaxOutputTokens: 300) }, "Asks for the tone") { Tags = ["hotline", " Short "] }, Cancellation);
        var text = await WriteAsync(here);

        var first = await ReadAsync(there, text);
        var again = await ReadAsync(there, text);

        Assert.Equal((2, 0), (first.Value!.Versions.Count(version => version.Slug == "support-answer"), again.Value!.Versions.Count));
        Assert.Equal(text, await WriteAsync(there));
        var prompt = (await Library.OpenAsync(there, "support-answer", Cancellation)).Value!;
        Assert.Equal(["1.1.0", "1.0.0"], prompt.Versions.Select(version => version.Version));
        Assert.Equal(["hotline", "short"], prompt.Versions[0].Tags);
        Assert.All(prompt.Versions, version => Assert.Empty(version.Labels));
        Assert.Contains("“kind”, zärtlich", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_OfASchemaAndTools_ReadsAsTheyWereWritten_AndComesBackTheSame()
    {
        var (here, there) = (await database.CreateOrganizationAsync(), await database.CreateOrganizationAsync());
        var settings = new PromptSettings
        {
            OutputSchema = JsonSchema.Parse("""{"type":"object","properties":{"why":{"type":"string"},"answer":{"type":"string"},"a":{"enum":["“ä”",1.50]}}}"""),
            Tools = [new("find_order", "Finds “an” order", JsonSchema.Parse("""{"type":"object","properties":{"number":{"type":"integer"}}}""")), new("now")],
        };
        await Desk.CreateAsync(here, "Support answer", new("Be brief.") { Settings = settings }, Cancellation);
        var text = await WriteAsync(here);

        var first = await ReadAsync(there, text);
        var again = await ReadAsync(there, text);

        var version = first.Value!.Versions.Single(saved => saved.Slug == "support-answer");
        Assert.Equal(settings, (await Library.ReadAsync(there, version.Id, Cancellation)).Value!.Content.Settings);
        Assert.Empty(again.Value!.Versions);
        Assert.Equal(text, await WriteAsync(there));
        Assert.Matches("(?s)\"why\": \\{.*\"answer\": \\{.*\"enum\": \\[\\s*\"“ä”\",\\s*1\\.50", text);
        Assert.Equal("prompt_tools", (await ReadAsync(there, text.Replace("\"now\"", "\"n o w\"", StringComparison.Ordinal))).Error?.Code);
        Assert.Equal("prompt_file", (await ReadAsync(there, text.Replace("\"now\"", "null", StringComparison.Ordinal))).Error?.Code);
    }

    [Fact]
    public async Task Import_PromptsThatArePutIntoOthers_KeepsWhatTheFileSays()
    {
        var caller = await database.CreateOrganizationAsync();
        const string file = """
            { "format": "aistudio.prompts/1", "prompts": [
              { "slug": "answer", "name": "Answer", "versions": [{ "version": "1.4.0", "note": "With rules", "text": ["Be brief.", "{{> rules}}"], "includes": { "rules": "1.0.0" } }] },
              { "slug": "rules", "name": "Rules", "versions": [{ "version": "1.0.0", "note": "First", "text": ["Never guess, {{name}}."], "variables": [{ "name": "name", "kind": "text", "default": "friend" }] },
                                                              { "version": "1.1.0", "note": "Second", "text": ["Guess."] }] }] }
            """;

        var imported = await ReadAsync(caller, file);

        Assert.Equal(3, imported.Value!.Versions.Count);
        var answer = imported.Value.Versions.Single(version => version.Slug == "answer");
        Assert.Equal("1.4.0", answer.Version);
        Assert.Equal("1.0.0", Assert.Single((await Library.ReadAsync(caller, answer.Id, Cancellation)).Value!.Includes).Version);
        Assert.Empty((await ReadAsync(caller, await WriteAsync(caller))).Value!.Versions);
        Assert.Equal("prompt_include_unknown", (await ReadAsync(caller, file.Replace("\"rules\": \"1.0.0\"", "\"rules\": \"7.0.0\"", StringComparison.Ordinal).Replace("Be brief.", "Be short.", StringComparison.Ordinal))).Error?.Code);
    }

    [Fact]
    public async Task Import_ANumberThatIsTaken_GoesOnAfterTheHighest()
    {
        var caller = await database.CreateOrganizationAsync();
        await Desk.CreateAsync(caller, "Support answer", new("Be brief."), Cancellation);

        var imported = await ReadAsync(caller, FileOf("1.0.0", "Be long."));

        Assert.Equal("1.1.0", Assert.Single(imported.Value!.Versions).Version);
    }

    [Theory]
    [InlineData("{ \"format\": \"something/1\", \"prompts\": [] }", "prompt_file")]
    [InlineData("{ \"format\": \"aistudio.prompts/1\", \"prompts\": [null] }", "prompt_file")]
    [InlineData("{ \"format\": \"aistudio.prompts/1\"", "prompt_file")]
    [InlineData("{ \"format\": \"aistudio.prompts/1\", \"prompts\": [{ \"slug\": \"New Prompt\", \"name\": \"x\", \"versions\": [] }] }", "prompt_name")]
    public async Task Import_WhatIsNoSuchFile_IsRefused(string file, string code) =>
        Assert.Equal(code, (await ReadAsync(await database.CreateOrganizationAsync(), file)).Error?.Code);

    [Fact]
    public async Task Import_OneVersionThatCannotBe_ImportsNothingAndSaysWhich()
    {
        var caller = await database.CreateOrganizationAsync();

        var refused = await ReadAsync(caller, FileOf("1.0.0", "Be brief.").Replace("] }] }", "] }, { \"version\": \"1.1.0\", \"note\": \"x\", \"text\": [\"Be {{odd one}}.\"] }] }", StringComparison.Ordinal));

        Assert.Equal("prompt_placeholder", refused.Error?.Code);
        Assert.Contains("support-answer 1.1.0", refused.Error!.Message, StringComparison.Ordinal);
        Assert.False((await Library.OpenAsync(caller, "support-answer", Cancellation)).Succeeded);
    }

    [Fact]
    public async Task Exchange_ByAMember_IsRefused()
    {
        var member = (await database.CreateOrganizationAsync()) with { Role = Role.Member };

        Assert.Equal("admins_only", (await Export.ReadAsync(member, slug: null, Cancellation)).Error?.Code);
        Assert.Equal("admins_only", (await ReadAsync(member, FileOf("1.0.0", "Be brief."))).Error?.Code);
    }

    private static string FileOf(string version, string text) =>
        $$"""{ "format": "aistudio.prompts/1", "prompts": [{ "slug": "support-answer", "name": "Support answer", "versions": [{ "version": "{{version}}", "note": "x", "text": ["{{text}}"] }] }] }""";

    private async Task<string> WriteAsync(Caller caller) => (await Export.ReadAsync(caller, slug: null, Cancellation)).Value!.Write();

    private async Task<Result<ImportedPrompts>> ReadAsync(Caller caller, string text)
    {
        var file = PromptFile.Read(Encoding.UTF8.GetBytes(text));
        return file.Succeeded ? await Import.ImportAsync(caller, file.Value, Cancellation) : file.Error;
    }
}
