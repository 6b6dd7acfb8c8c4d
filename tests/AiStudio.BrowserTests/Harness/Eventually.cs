using System.Diagnostics;

namespace AiStudio.BrowserTests.Harness;

/// <summary>Waits for what no page shows: a row of the database, a file.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static async Task<T> GetAsync<T>(Func<Task<T>> look, Func<T, bool> isThere, string what, TimeSpan? patience = null)
    {
        var started = Stopwatch.StartNew();
        while (true)
        {
            var seen = await look();
            if (isThere(seen))
            {
                return seen;
            }

            Assert.True(started.Elapsed < (patience ?? TimeSpan.FromSeconds(20)), $"{what} did not happen; last seen: {seen}");
            await Task.Delay(Pause, TestContext.Current.CancellationToken);
        }
    }
}
