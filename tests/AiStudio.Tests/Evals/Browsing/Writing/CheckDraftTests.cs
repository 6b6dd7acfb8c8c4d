using System.Text.Json.Serialization;
using AiStudio.Features.Evals;
using AiStudio.Features.Evals.Browsing.Writing;
using AiStudio.Features.Evals.Checks;

namespace AiStudio.Tests.Evals.Browsing.Writing;

public sealed class CheckDraftTests
{
    public static TheoryData<string> Checks { get; } =
    [
        """{"kind":"contains","text":"25 days"}""",
        """{"kind":"not_contains","text":"never"}""",
        """{"kind":"regex","pattern":"^\\d+ days","ignoreCase":true}""",
        """{"kind":"json_schema","schema":{"type":"object"}}""",
        """{"kind":"similarity","reference":"There are 25 days.","atLeast":0.75}""",
        """{"kind":"tone","tone":"friendly"}""",
        """{"kind":"rubric","criterion":"It names the manager."}""",
        """{"kind":"rubric"}""",
        """{"kind":"citation_verified"}""",
        """{"kind":"cites_document","document":"handbook.md"}""",
        """{"kind":"tool_called","tool":"weather","arguments":{"city":"Bern"}}""",
        """{"kind":"tool_not_called","tool":"weather"}""",
        """{"kind":"latency","milliseconds":1500}""",
        """{"kind":"cost","nanoUsd":1234567}""",
    ];

    [Theory]
    [MemberData(nameof(Checks))]
    public void ToCheck_OfACheck_IsTheSameCheck(string json)
    {
        var check = EvalJson.Read<Check>(json);

        var again = CheckDraft.Of(check).ToCheck();

        Assert.Equal(EvalJson.Write<Check>(check), EvalJson.Write(again.Value!));
        Assert.Equal(check.Kind, CheckKind.Of(CheckDraft.Of(check).Kind).Kind);
    }

    [Fact]
    public void All_KindsOfTheForm_AreTheKindsOfFiles() =>
        Assert.Equal(
            typeof(Check).GetCustomAttributes(typeof(JsonDerivedTypeAttribute), inherit: false).Cast<JsonDerivedTypeAttribute>().Select(kind => (string)kind.TypeDiscriminator!).Order(),
            CheckKind.All.Select(kind => kind.Kind).Order());

    [Theory]
    [InlineData(CheckKind.FitsSchema, "{", "", "", "check_json")]
    [InlineData(CheckKind.ToolCalled, "weather", "not json", "", "check_json")]
    [InlineData(CheckKind.WithinLatency, "", "", "soon", "check_number")]
    [InlineData(CheckKind.WithinCost, "", "", "-1", "check_number")]
    [InlineData(CheckKind.Similar, "x", "", "0,8", "check_number")]
    public void ToCheck_WhatCannotBeRead_IsRefused(string kind, string text, string arguments, string number, string code) =>
        Assert.Equal(code, new CheckDraft { Kind = kind, Text = text, Arguments = arguments, Number = number }.ToCheck().Error?.Code);
}
