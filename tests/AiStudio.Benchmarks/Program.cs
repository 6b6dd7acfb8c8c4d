using AiStudio.Benchmarks.Edge;
using AiStudio.Benchmarks.Ledger;
using AiStudio.Benchmarks.Overhead;
using AiStudio.Benchmarks.Retrieval;
using Microsoft.Extensions.Configuration;

switch (args.FirstOrDefault())
{
    case "gateway":
        await new GatewayBench(Console.Out).RunAsync();
        return 0;
    case "api":
        await new ApiBench(Settings(), Console.Out).RunAsync();
        return 0;
    case "proxy":
        await ReverseProxy.RunAsync(args[1], Console.Out);
        return 0;
    case "ledger":
        return await new LedgerBench(Settings(), Console.Out).RunAsync() ? 0 : 1;
    case "retrieval":
        return await new RetrievalBench(Configuration().Get<RetrievalBenchOptions>()!, Console.Out).RunAsync() ? 0 : 1;
    case "tenants":
        return await new TenantsBench(Configuration().Get<TenantsBenchOptions>()!, Console.Out).RunAsync() ? 0 : 1;
    default:
        await Console.Error.WriteLineAsync("benchmarks: gateway, api, ledger, retrieval, tenants");
        return 2;
}

LedgerBenchOptions Settings() => Configuration().Get<LedgerBenchOptions>()!;

IConfiguration Configuration() => new ConfigurationBuilder().AddCommandLine(args[1..]).AddEnvironmentVariables("AISTUDIO_BENCH_").Build();
