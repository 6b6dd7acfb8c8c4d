using System.Net;
using System.Text.Json;
using AiStudio.Features.Prompts;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Schemas;
using AiStudio.ProviderEmulator.Scripting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace AiStudio.IntegrationTests.Api;

/// <summary>Tools and the schema of the answer that a prompt's version brings, for programs that ask its assistant.</summary>
public sealed class PromptToolsTests(ApiSite api) : IClassFixture<ApiSite>
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Tool_OfTheVersion_IsOfferedBesideTheProgramsOwn_AndItsCallArrives(bool stream)
    {
        var (owner, program) = await api.NewProgramAsync();
        var order = new PromptTool("find_order", "Finds an order", JsonSchema.Parse("""{"type":"object","properties":{"number":{"type":"integer"}}}"""));
        var model = await ProduceAsync(owner, new() { Tools = [order] });
        var (asked, overridden) = ($"the lost parcel {stream}", $"the second parcel {stream}");
        api.Emulator.Scripts.Add(new Script { PromptContains = asked, ToolCalls = [new("find_order", """{"number":17}""")] });

        using var answer = await ApiSite.PostAsync(program, "/v1/chat/completions", Ask(model, asked, $$""","stream":{{(stream ? "true" : "false")}},"tools":[{"type":"function","function":{"name":"weather"} }]"""));
        var text = (await ApiSite.ReadAsync(answer)).Text;
        using var other = await ApiSite.PostAsync(program, "/v1/chat/completions", Ask(model, overridden, ""","tools":[{"type":"function","function":{"name":"find_order","description":"The program's"}}]"""));
        using var none = await ApiSite.PostAsync(program, "/v1/chat/completions", Ask(model, $"no {overridden}", ""","tool_choice":"none" """));

        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        Assert.Contains("\"name\":\"find_order\"", text, StringComparison.Ordinal);
        Assert.Contains("\"finish_reason\":\"tool_calls\"", text, StringComparison.Ordinal);
        Assert.Equal(["weather:", "find_order:Finds an order"], ToolsSentFor(asked));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (other.StatusCode, none.StatusCode));
        Assert.Equal(["find_order:The program's"], ToolsSentFor($"\"{overridden}"));
        Assert.Equal("none", SentFor($"no {overridden}").GetProperty("tool_choice").GetString());
    }

    [Fact]
    public async Task Answer_AgainstTheVersionsSchema_IsMendedOnce_AndThenRefused()
    {
        var (owner, program) = await api.NewProgramAsync();
        var schema = JsonSchema.Parse("""{"type":"object","properties":{"hour":{"type":"integer"}},"required":["hour"],"additionalProperties":false}""");
        var model = await ProduceAsync(owner, new() { OutputSchema = schema });
        api.Emulator.Scripts.Add(
            new Script { PromptContains = "mended hangar", Text = "At nine." },
            new Script { PromptContains = "does not have the required form", Text = """{"hour":9}""" },
            new Script { PromptContains = "stubborn hangar", Text = """{"hour":"nine"}""" },
            new Script { PromptContains = "does not have the required form", Text = """{"hour":"ten"}""" });

        using var mended = await ApiSite.PostAsync(program, "/v1/chat/completions", Ask(model, "mended hangar"));
        using var refused = await ApiSite.PostAsync(program, "/v1/chat/completions", Ask(model, "stubborn hangar"));
        using var words = await ApiSite.PostAsync(program, "/v1/chat/completions", Ask(model, "wordy hangar", ""","response_format":{"type":"text"}"""));

        var text = await mended.Content.ReadAsStringAsync(Stopping);
        Assert.True(mended.StatusCode == HttpStatusCode.OK, text);
        using var json = JsonDocument.Parse(text);
        Assert.Equal("""{"hour":9}""", json.RootElement.GetProperty("choices")[0].GetProperty("message").GetProperty("content").GetString());
        Assert.Equal(schema.Text, SentFor("mended hangar").GetProperty("response_format").GetProperty("json_schema").GetProperty("schema").GetRawText());
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Contains("invalid_structured_output", await refused.Content.ReadAsStringAsync(Stopping), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, words.StatusCode);
        Assert.False(SentFor("wordy hangar").TryGetProperty("response_format", out _));
    }

    // The assistant that every organization gets, with a version like this in production.
    private async Task<string> ProduceAsync(Caller owner, PromptSettings settings)
    {
        var saved = await api.Host.Services.GetRequiredService<PromptDesk>()
            .SaveAsync(owner, PromptsProvisioning.AssistantSlug, new(new("Answer briefly.") { Settings = settings }, "For programs"), Stopping);
        Assert.True(saved.Succeeded, saved.Error?.Message);
        await using var db = await api.Host.Services.GetRequiredService<StudioDatabase>().BeginAsync(owner.Scope, Stopping);
        var version = await db.Set<PromptVersion>().SingleAsync(row => row.Id == saved.Value.Id, Stopping);
        var label = await db.Set<PromptLabel>().AsNoTracking().SingleAsync(row => row.PromptId == version.PromptId && row.Label == PromptLabel.Production, Stopping);
        var moved = await db.MoveLabelAsync(version.PromptId, PromptLabel.Production, version, label.VersionId, owner.UserId, "Promoted.", rollback: false, TimeProvider.System.GetUtcNow(), Stopping);
        Assert.True(moved.Succeeded, moved.Error?.Message);
        await db.CommitAsync(Stopping);
        return "assistant/" + await api.Database.ScalarAsync<string>("select slug from assistant where org_id = $1 and is_default", owner.OrganizationId);
    }

    private static string Ask(string model, string question, string more = "") => $$"""{"model":"{{model}}","messages":[{"role":"user","content":"{{question}}"}]{{more}}}""";

    private JsonElement SentFor(string question) => JsonElement.Parse(api.Emulator.Bill.Rows.Last(row => row.RequestBody?.Contains(question, StringComparison.Ordinal) == true).RequestBody!);

    private IEnumerable<string> ToolsSentFor(string question) =>
        SentFor(question).GetProperty("tools").EnumerateArray().Select(tool => tool.GetProperty("function")).Select(tool => $"{tool.GetProperty("name")}:{tool.GetProperty("description")}");
}
