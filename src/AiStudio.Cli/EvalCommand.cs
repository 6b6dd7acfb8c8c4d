using System.Globalization;
using System.Text.Json;

namespace AiStudio.Cli;

/// <summary>Runs a suite, follows it, and says how it went.</summary>
internal sealed class EvalCommand(EvalArguments arguments, TextWriter output)
{
    public const int CouldNotRun = 2;
    private const int TooFewPassed = 1;

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(500);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (arguments.Cases is not { } cases)
        {
            var key = Environment.GetEnvironmentVariable("AISTUDIO_API_KEY") is { Length: > 0 } secret ? secret : throw new CannotRunException("Set AISTUDIO_API_KEY to an API key with the scope evals.");
            using var studio = StudioClient.WithKey(arguments.Url, key);
            var suites = await studio.AllAsync("api/evals/suites", cancellationToken);
            var suite = suites.FirstOrDefault(row => row.GetProperty("slug").GetString() == arguments.Suite || row.GetProperty("id").GetString() == arguments.Suite);
            if (suite.ValueKind == JsonValueKind.Undefined)
                throw new CannotRunException($"There is no suite {arguments.Suite}. There are: {string.Join(", ", suites.Select(row => row.GetProperty("slug").GetString()))}.");
            return await RunAsync(studio, suite.GetProperty("id").GetString()!, arguments.MinPass ?? suite.GetProperty("minPassRate").GetDouble(), cancellationToken);
        }

        await using var own = await OwnStudio.StartAsync(output, cancellationToken);
        var made = await own.FillAsync(arguments.Docs!, cases, output, cancellationToken);
        return await RunAsync(own.Client, made, arguments.MinPass, cancellationToken);
    }

    private async Task<int> RunAsync(StudioClient studio, string suite, double? minPass, CancellationToken cancellationToken)
    {
        var wanted = new { prompt = arguments.Prompt, version = arguments.Version, model = arguments.Model };
        var plan = await studio.PostAsync($"api/evals/suites/{suite}/plan", wanted, cancellationToken);
        await output.WriteLineAsync($"{plan.GetProperty("cases")} cases × {plan.GetProperty("repeats")}, {plan.GetProperty("model")}: at most {Usd(plan.GetProperty("estimateNanoUsd"))}, the budget is {Usd(plan.GetProperty("budgetNanoUsd"))}");
        var started = await studio.PostAsync($"api/evals/suites/{suite}/runs", wanted, cancellationToken);
        var ended = await FollowAsync(studio, started.GetProperty("run").GetProperty("id").GetString()!, cancellationToken);
        var results = await studio.AllAsync($"api/evals/runs/{ended.GetProperty("run").GetProperty("id").GetString()}/results", cancellationToken);
        var report = new EvalReport(ended, results, minPass);
        await report.WriteTableAsync(output);
        var file = arguments.Out ?? "eval-report.html";
        await File.WriteAllTextAsync(file, report.ToHtml(), cancellationToken);
        await output.WriteLineAsync($"\nReport: {Path.GetFullPath(file)}");
        return report.State != "ended" ? CouldNotRun : report.Passed ? 0 : TooFewPassed;
    }

    private async Task<JsonElement> FollowAsync(StudioClient studio, string id, CancellationToken cancellationToken)
    {
        for (var said = ""; ; await Task.Delay(s_look, cancellationToken))
        {
            var detail = await studio.GetAsync($"api/evals/runs/{id}", cancellationToken);
            var run = detail.GetProperty("run");
            var now = $"{run.GetProperty("state")}: {run.GetProperty("passed")} passed, {run.GetProperty("failed")} failed, {run.GetProperty("errors")} errors of {run.GetProperty("cases")}";
            if (now != said)
                await output.WriteLineAsync(said = now);
            if (run.GetProperty("state").GetString() != "running")
                return detail;
        }
    }

    private static string Usd(JsonElement nano) => string.Create(CultureInfo.InvariantCulture, $"${nano.GetInt64() / 1_000_000_000m:0.00####}");
}
