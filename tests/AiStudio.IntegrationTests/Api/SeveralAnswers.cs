using System.Text;
using System.Text.Json;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.IntegrationTests.Api;

/// <summary>What tests of <c>n</c> ask, and how they read what comes.</summary>
internal static class SeveralAnswers
{
    private const int Seed = 7;

    /// <summary>A chat completion that asks for several answers, each under a seed of its own.</summary>
    public static string Ask(int n, string text, bool stream = false, string more = "") => ApiSite.Ask(text, stream, $",\"n\":{n},\"seed\":{Seed}{more}");

    /// <summary>Has each choice of requests with a prompt answered in its own way, whichever comes first.</summary>
    public static void Answer(this ApiSite api, string prompt, params Script[] scripts) =>
        api.Emulator.Scripts.Add([.. scripts.Select((script, index) => script with { PromptContains = prompt, When = request => request.Seed == Seed + index })]);

    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage answer)
    {
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonElement.Parse(text);
    }

    /// <summary>The texts of a whole answer, in the order of their index.</summary>
    public static IEnumerable<string?> Texts(JsonElement completion) => completion.GetProperty("choices").EnumerateArray()
        .Select((choice, index) => choice.GetProperty("index").GetInt32() == index ? choice.GetProperty("message").GetProperty("content").GetString() : $"not {index}");

    /// <summary>What each chunk of a stream says, <c>[DONE]</c> left out.</summary>
    public static List<JsonElement> Chunks(string stream) =>
        [.. stream.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(one => one.StartsWith("data: {", StringComparison.Ordinal)).Select(one => JsonElement.Parse(one["data: ".Length..]))];

    /// <summary>A line for each choice: whether the role came first, the text, and the reasons told.</summary>
    public static IEnumerable<string> Told(IEnumerable<JsonElement> chunks) => chunks
        .Select(chunk => chunk.GetProperty("choices")).Where(choices => choices.GetArrayLength() == 1).Select(choices => choices[0])
        .GroupBy(choice => choice.GetProperty("index").GetInt32()).OrderBy(choice => choice.Key)
        .Select(choice => string.Join(' ', [$"{choice.Key}", .. choice.Select((chunk, number) => Part(chunk, first: number == 0)).Where(part => part.Length > 0)]));

    private static string Part(JsonElement choice, bool first)
    {
        var (delta, reason) = (choice.GetProperty("delta"), choice.GetProperty("finish_reason").GetString());
        var role = delta.TryGetProperty("role", out _) ? first ? "role" : "role again" : first ? "no role" : "";
        return new StringBuilder(role).Append(delta.TryGetProperty("content", out var text) ? text.GetString()!.Trim() : "").Append(reason is null ? "" : $"({reason})").ToString();
    }
}
