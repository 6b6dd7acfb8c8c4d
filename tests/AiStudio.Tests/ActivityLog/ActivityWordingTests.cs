using AiStudio.Features.ActivityLog.Browsing;

namespace AiStudio.Tests.ActivityLog;

public sealed class ActivityWordingTests
{
    [Theory]
    [InlineData("""{"capNanoUsd": 200000000000}""", "cap", "$200.00")]
    [InlineData("""{"expiresAt": "2027-02-20T07:25:40.02911+00:00"}""", "expires at", "20 Feb 2027, 07:25 UTC")]
    [InlineData("""{"scopes": ["chat", "evals"]}""", "scopes", "chat, evals")]
    [InlineData("""{"disabled": true}""", "disabled", "yes")]
    [InlineData("""{"name": "Tomorrow, at noon or later"}""", "name", "Tomorrow, at noon or later")]
    [InlineData("""{"stopPercent": 100}""", "stop percent", "100")]
    public void Details_OfAnEntry_AreWrittenAsPeopleReadThem(string detail, string name, string value) =>
        Assert.Equal([(name, value)], ActivityWording.Details(new ActivityRow(Guid.Empty, default, null, null, "budget.created", "budget", null, detail, null, null, null, null)));
}
