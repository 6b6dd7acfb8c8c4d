using AiStudio.Cli;

using var stopping = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stopping.Cancel();
};
try
{
    if (EvalArguments.Parse(args) is not { } arguments)
    {
        await Console.Error.WriteLineAsync(EvalArguments.Usage);
        return EvalCommand.CouldNotRun;
    }

    return await new EvalCommand(arguments, Console.Out).RunAsync(stopping.Token);
}
catch (Exception failure) when (failure is CannotRunException or HttpRequestException or IOException or UnauthorizedAccessException)
{
    await Console.Error.WriteLineAsync($"studio eval: {failure.Message}");
    return EvalCommand.CouldNotRun;
}
catch (OperationCanceledException)
{
    await Console.Error.WriteLineAsync("studio eval: stopped. The run goes on; cancel it in the console or with POST /api/evals/runs/{id}/cancel.");
    return EvalCommand.CouldNotRun;
}
