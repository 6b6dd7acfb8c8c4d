using AiStudio.Api.OpenAi;
using AiStudio.Api.OpenAi.Chat;
using AiStudio.Platform.Telemetry;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Serilog.Core;
using Serilog.Events;

namespace AiStudio.Tests.Platform.Telemetry;

public sealed class LoggedEventsTests
{
    public static TheoryData<Exception, bool> Failures => new()
    {
        { new InvalidOperationException("A fault of ours."), true },
        { new BrokenStreamException(new OpenAiError(502, "api_error", "stream_interrupted", "The provider hung up.")), false },
        { new HubException("There is no such turn of yours."), false },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_ThatItsCallerWasTold_IsNoErrorOfOurs(Exception failure, bool logged)
    {
        var seen = new Seen();
        using (var log = TelemetryModule.Events(new ConfigurationBuilder().Build()).WriteTo.Sink(seen).CreateLogger())
        {
            log.Error(failure, "An unhandled exception was thrown by the application.");
        }

        Assert.Equal(logged ? [failure] : [], seen.Failures);
    }

    private sealed class Seen : ILogEventSink
    {
        public List<Exception?> Failures { get; } = [];

        public void Emit(LogEvent logEvent) => Failures.Add(logEvent.Exception);
    }
}
