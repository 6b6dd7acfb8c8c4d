using AiStudio.Features.ActivityLog.Browsing;

namespace AiStudio.Tests.ActivityLog;

public sealed class AgentNameTests
{
    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0", "Edge on Windows")]
    [InlineData("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36", "Chrome on Linux")]
    [InlineData("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36", "Chrome on Android")]
    [InlineData("Mozilla/5.0 (Macintosh; Intel Mac OS X 14_5) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", "Safari on macOS")]
    [InlineData("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox on Linux")]
    [InlineData("curl/8.5.0", "curl/8.5.0")]
    [InlineData("OpenAI/Python 1.40.0", "OpenAI/Python")]
    [InlineData("", "")]
    public void Of_AUserAgent_IsWhatAPersonCallsIt(string userAgent, string name) => Assert.Equal(name, AgentName.Of(userAgent));

    [Fact]
    public void Of_AWordWithoutEnd_IsCut() => Assert.Equal(40, AgentName.Of(new string('x', 500)).Length);
}
