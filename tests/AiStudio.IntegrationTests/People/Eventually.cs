using System.Diagnostics;

namespace AiStudio.IntegrationTests.People;

/// <summary>What has to come true within the five seconds that a right may outlive its end.</summary>
internal static class Eventually
{
    public static async Task FalseAsync(Func<Task<bool>> condition)
    {
        var watch = Stopwatch.StartNew();
        while (await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(5), "Still true after five seconds.");
            await Task.Delay(100);
        }
    }
}
