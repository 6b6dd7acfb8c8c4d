using System.Text.Json;
using AiStudio.Features.Knowledge.Retrieval.Ranking;

namespace AiStudio.Benchmarks.Retrieval;

/// <summary>Documents, and questions with the document that answers each.</summary>
internal sealed record LabelledData(IReadOnlyList<LabelledDocument> Documents, IReadOnlyList<LabelledQuestion> Questions)
{
    private static readonly JsonSerializerOptions s_json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task<LabelledData> ReadAsync(string documents, string questions) => new(
        [.. (await File.ReadAllLinesAsync(documents)).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<LabelledDocument>(line, s_json)!)],
        [.. (await File.ReadAllLinesAsync(questions)).Where(line => line.Length > 0).Select(line => JsonSerializer.Deserialize<LabelledQuestion>(line, s_json)!)]);

    /// <summary>Questions that share less than half of their content words with the document.</summary>
    public HashSet<string> LowOverlap()
    {
        var stems = Documents.ToDictionary(document => document.Id, document => new RankedText("", "", document.Text).Stems);
        return [.. Questions.Where(question => Question.Of(question.Question).Content is var words && stems.TryGetValue(question.DocId, out var known)
            && words.Count(word => known.Contains(word.Stem)) < 0.5 * words.Count).Select(question => question.Id)];
    }
}

internal sealed record LabelledDocument(string Id, string Title, string Text);

internal sealed record LabelledQuestion(string Id, string Question, string DocId);
