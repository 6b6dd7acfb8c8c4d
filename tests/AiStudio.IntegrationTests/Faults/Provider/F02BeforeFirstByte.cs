using System.Net;
using System.Net.Sockets;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Faults.Provider;

/// <summary>Nothing comes: refused, reset, closed, no TLS, a server error.</summary>
internal sealed class F02BeforeFirstByte : FaultCase
{
    public override string Fault => "connection refused, reset, closed, no TLS, 5xx before the first byte";

    public override async Task RunAsync(FaultRun run)
    {
        var node = await run.StartNodeAsync();
        for (var round = 0; round < 4; round++)
        {
            var (broken, sound) = ($"broken{round}", $"sound{round}");
            var times = run.Pick(1, 2, Script.Forever);
            var url = Unreachable(run);
            if (url is not null)
            {
                run.Unreachable.Add(broken);
                times = Script.Forever;
            }
            else
            {
                run.Provider.Scripts.Add(Failure(run) with { Model = broken, Times = times });
            }

            run.Answers(broken, 5);
            run.Answers(sound, 5);
            run.Route(broken, run.Candidate(broken, url: url), run.Candidate(sound));

            var heard = await run.AskAsync(node, new Ask(broken, run.Coin));

            run.Expect(heard.EndedWell, $"{heard}: another candidate was there, and {heard.Failure?.Message}");
            run.Expect(heard.Call.Served?.ModelId == (times == 1 ? broken : sound), $"{heard}: answered by {heard.Call.Served?.ModelId} after {times} faults");
            run.Expect(heard.Call.Attempts.Count == (times == 1 ? 2 : 3), $"{heard}: the record has {heard.Call.Attempts.Count} attempts after {times} faults");
        }
    }

    private static Script Failure(FaultRun run) => run.Random.Next(3) switch
    {
        0 => new Script { Fault = new Fault(FaultKind.Reset) },
        1 => new Script { Fault = new Fault(FaultKind.Fin) },
        _ => Script.Refuse(run.Pick(500, 502, 503, 504, 529)),
    };

    private static Uri? Unreachable(FaultRun run) => run.Random.Next(3) switch
    {
        0 => new Uri($"http://127.0.0.1:{UnusedPort()}/v1"),
        1 => new UriBuilder(run.Provider.OpenAiEndpoint) { Scheme = "https" }.Uri,
        _ => null,
    };

    private static int UnusedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
