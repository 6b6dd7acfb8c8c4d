using AiStudio.Gateway.Upstream.Local;

namespace AiStudio.Gateway.Tests;

public sealed class GatewayOptionsTests
{
    [Fact]
    public void Defaults_AreValid()
    {
        Assert.True(new GatewayOptionsValidator().Validate(null, new GatewayOptions()).Succeeded);
        Assert.True(new LocalModelOptionsValidator().Validate(null, new LocalModelOptions()).Succeeded);
    }

    [Fact]
    public void Validate_WithSeveralFaults_NamesEachSetting()
    {
        var result = new GatewayOptionsValidator().Validate(null, new GatewayOptions { DrainLimit = TimeSpan.FromHours(1), MaxConcurrentCallsPerOrganization = 0 });

        Assert.Equal(2, result.Failures!.Count());
        Assert.Contains("Gateway:DrainLimit", result.FailureMessage, StringComparison.Ordinal);
        Assert.Contains("Gateway:MaxConcurrentCallsPerOrganization", result.FailureMessage, StringComparison.Ordinal);
        Assert.True(new LocalModelOptionsValidator().Validate(null, new LocalModelOptions { TokensPerSecond = -1 }).Failed);
    }
}
