using System.Text.Json;
using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Checks;
using AiStudio.Platform.Results;

namespace AiStudio.Tests.Evals;

public sealed class CheckTests
{
    private static readonly Guid s_document = Guid.CreateVersion7();

    public static TheoryData<string, string, bool?> Cases => new()
    {
        { """{"kind":"contains","text":"CAFÉ  au\nlait"}""", "A cafe au lait, please.", true },
        { """{"kind":"contains","text":"tea"}""", "A coffee.", false },
        { """{"kind":"not_contains","text":"Straße"}""", "the STRAßE", false },
        { """{"kind":"regex","pattern":"^\\d+ days"}""", "25 days", true },
        { """{"kind":"regex","pattern":"DAYS"}""", "25 days", false },
        { """{"ignoreCase":true,"pattern":"DAYS","kind":"regex"}""", "25 days", true },
        { """{"kind":"json_schema","schema":{"type":"object","required":["a"]}}""", "```json\n{\"a\":1}\n```", true },
        { """{"kind":"json_schema","schema":{"type":"object","required":["a"]}}""", "{}", false },
        { """{"kind":"json_schema","schema":{}}""", "not json", false },
        { """{"kind":"similarity","reference":"x","atLeast":0.5}""", "near", true },
        { """{"kind":"similarity","reference":"x"}""", "far", false },
        { """{"kind":"similarity","reference":"x"}""", "broken", null },
        { """{"kind":"tone","tone":"friendly"}""", "near", true },
        { """{"kind":"rubric"}""", "far", false },
        { """{"kind":"rubric","criterion":"c"}""", "broken", null },
        { """{"kind":"citation_verified"}""", "It says \"25 days of leave\" [1].", true },
        { """{"kind":"citation_verified"}""", "It says \"30 days of leave every year\" [1].", false },
        { """{"kind":"citation_verified"}""", "25 days.", false },
        { """{"kind":"cites_document","document":"leave.md"}""", "\"25 days of leave\" [1]", true },
        { """{"kind":"cites_document","document":"other.md"}""", "\"25 days of leave\" [1]", false },
        { """{"kind":"tool_called","tool":"find","arguments":{"number":17}}""", "", true },
        { """{"kind":"tool_called","tool":"find","arguments":{"number":18}}""", "", false },
        { """{"kind":"tool_called","tool":"look"}""", "", false },
        { """{"kind":"tool_not_called","tool":"look"}""", "", true },
        { """{"kind":"tool_not_called","tool":"find"}""", "", false },
        { """{"kind":"latency","milliseconds":100}""", "", true },
        { """{"kind":"latency","milliseconds":99}""", "", false },
        { """{"kind":"cost","nanoUsd":50}""", "", true },
        { """{"kind":"cost","nanoUsd":49}""", "", false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task TryAsync_SaysWhetherTheAnswerPasses_AndWhy(string json, string answer, bool? passes)
    {
        var check = EvalJson.Read<Check>(json);
        var given = new CheckedAnswer("How long?", answer)
        {
            Passages = [new(Guid.CreateVersion7(), s_document, Guid.CreateVersion7(), "leave.md", "", null, 0, 10, "In the first year there are 25 days of leave.", 1)],
            ToolCalls = [new("find", JsonElement.Parse("""{"number":17,"deep":true}"""))],
            DurationMs = 100,
            CostNanoUsd = 50,
        };

        var result = await check.TryAsync(given, new Aid(), TestContext.Current.CancellationToken);

        Assert.Null(check.Problem);
        Assert.Equal(passes, result.Passed);
        Assert.NotEmpty(result.Why);
        Assert.Contains($"\"kind\":\"{result.Kind}\"", EvalJson.Write(check), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"kind":"regex","pattern":"(a)\\1"}""")]
    [InlineData("""{"kind":"regex","pattern":"("}""")]
    [InlineData("""{"kind":"contains","text":" "}""")]
    [InlineData("""{"kind":"similarity","reference":"x","atLeast":0}""")]
    [InlineData("""{"kind":"json_schema","schema":[]}""")]
    [InlineData("""{"kind":"tool_called","tool":"x","arguments":[1]}""")]
    [InlineData("""{"kind":"latency","milliseconds":0}""")]
    public void Problem_OfACheckThatCanDecideNothing_IsSaid(string json) => Assert.NotNull(EvalJson.Read<Check>(json).Problem);

    [Fact]
    public void Hash_IsThatOfTheContent_WhateverTheOrderOfItsKeys()
    {
        var first = EvalJson.Read<Check>("""{"kind":"tool_called","tool":"x","arguments":{"a":1,"b":{"c":2,"d":3}}}""");
        var second = EvalJson.Read<Check>("""{"arguments":{"b":{"d":3,"c":2},"a":1},"tool":"x","kind":"tool_called"}""");
        CaseContent Of(Check check) => new([new("user", "x")], [check]);

        Assert.Equal(Of(first).Hash(), Of(second).Hash());
        Assert.NotEqual(Of(first).Hash(), (Of(first) with { Variables = new Dictionary<string, string> { ["a"] = "b" } }).Hash());
    }

    private sealed class Aid : ICheckAid
    {
        public Task<Result<double>> SimilarityAsync(string left, string right, CancellationToken cancellationToken) =>
            Task.FromResult<Result<double>>(left == "broken" ? Error.Invalid("broken", "It broke.") : left == "near" ? 0.9 : 0.1);

        public Task<Result<JudgeVerdict>> JudgeAsync(CheckedAnswer answer, string? criterion, CancellationToken cancellationToken) =>
            Task.FromResult<Result<JudgeVerdict>>(answer.Text == "broken" ? Error.Invalid("judge_unreadable", "It broke.") : new JudgeVerdict(answer.Text == "near", "So it is."));

        public Task<IReadOnlySet<Guid>> DocumentsAsync(string name, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlySet<Guid>>(name == "leave.md" ? new HashSet<Guid> { s_document } : new HashSet<Guid>());
    }
}
