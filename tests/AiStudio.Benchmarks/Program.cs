using AiStudio.Benchmarks.Canaries;
using AiStudio.Benchmarks.Consoles;
using AiStudio.Benchmarks.Documents;
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
        await new ApiBench(Settings<LedgerBenchOptions>(), Console.Out).RunAsync();
        return 0;
    case "proxy":
        await ReverseProxy.RunAsync(args[1], Console.Out);
        return 0;
    case "ledger":
        return await new LedgerBench(Settings<LedgerBenchOptions>(), Console.Out).RunAsync() ? 0 : 1;
    case "documents":
        return await new DocumentsBench(Settings<DocumentsBenchOptions>(), Console.Out).RunAsync() ? 0 : 1;
    case "retrieval":
        return await new RetrievalBench(Settings<RetrievalBenchOptions>(), Console.Out).RunAsync() ? 0 : 1;
    case "tenants":
        return await new TenantsBench(Settings<TenantsBenchOptions>(), Console.Out).RunAsync() ? 0 : 1;
    case "console":
        return await new ConsoleBench(Settings<ConsoleBenchOptions>(), Console.Out).RunAsync() ? 0 : 1;
    case "canary":
        return new CanaryBench(Console.Out).Run() ? 0 : 1;
    default:
        await Console.Error.WriteLineAsync("benchmarks: gateway, api, ledger, documents, console, retrieval, tenants, canary");
        return 2;
}

TOptions Settings<TOptions>() =>
    new ConfigurationBuilder().AddCommandLine(args[1..]).AddEnvironmentVariables("AISTUDIO_BENCH_").Build().Get<TOptions>()!;
