using AiStudio.Benchmarks;

switch (args.FirstOrDefault())
{
    case "gateway":
        await GatewayOverhead.RunAsync(Console.Out);
        return 0;
    default:
        await Console.Error.WriteLineAsync("benchmarks: gateway");
        return 2;
}
