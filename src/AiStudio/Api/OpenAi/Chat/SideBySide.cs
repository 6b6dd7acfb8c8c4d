namespace AiStudio.Api.OpenAi.Chat;

/// <summary>The answers of one request, made at the same time: all of them, or none.</summary>
internal static class SideBySide
{
    /// <summary>Waits until all have ended. When one fails, <paramref name="stop"/> is cancelled for the others, and what it failed of is thrown.</summary>
    /// <param name="answers">Begun as they are enumerated; each ends when <paramref name="stop"/> is cancelled.</param>
    /// <param name="stop">Says that nobody wants them any more.</param>
    public static async Task<T[]> AllAsync<T>(IEnumerable<Task<T>> answers, CancellationTokenSource stop)
    {
        var running = answers.ToArray();
        try
        {
            // In the order of their ends: those that are stopped for the first that fails say nothing of why.
            await foreach (var ended in Task.WhenEach(running))
                await ended;
        }
        catch
        {
            await stop.CancelAsync();
            await Task.WhenAll(running.AsEnumerable<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw;
        }

        return await Task.WhenAll(running);
    }
}
