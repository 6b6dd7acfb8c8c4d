using AiStudio.Benchmarks;
using AiStudio.Benchmarks.Ledger;
using Microsoft.Extensions.Configuration;

switch (args.FirstOrDefault())
{
    case "gateway":
        await GatewayOverhead.RunAsync(Console.Out);
        return 0;
    case "ledger":
        var settings = new ConfigurationBuilder().AddCommandLine(args[1..]).AddEnvironmentVariables("AISTUDIO_BENCH_").Build();
        return await new LedgerBench(settings.Get<LedgerBenchOptions>()!, Console.Out).RunAsync() ? 0 : 1;
    default:
        await Console.Error.WriteLineAsync("benchmarks: gateway, ledger");
        return 2;
}
