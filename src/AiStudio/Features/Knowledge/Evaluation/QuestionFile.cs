using System.Text.Json;
using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Platform.Csv;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>
/// Reads questions with their expected documents: JSON Lines or a JSON array of objects, else CSV with a head. The question is called <c>question</c>,
/// <c>input</c> or <c>query</c>; the documents <c>doc_id</c>, <c>doc_ids</c>, <c>document</c>, <c>documents</c> or <c>expected</c>, or they are tags that begin
/// with <c>doc:</c>. In CSV several are divided by <c>;</c> or <c>|</c>. What else there is, is passed over.
/// </summary>
internal static class QuestionFile
{
    /// <summary>In a file.</summary>
    public const int MostQuestions = 5_000;

    private const string TagPrefix = "doc:";

    private static readonly string[] s_questionNames = ["question", "input", "query"];
    private static readonly string[] s_documentNames = ["doc_id", "doc_ids", "document", "documents", "expected", "expected_documents"];

    public static Result<IReadOnlyList<NewQuestion>> Read(byte[] content)
    {
        if (TextDecoder.Decode(content) is var decoded && !decoded.Succeeded)
        {
            return Error.Invalid("questions_unreadable", "This is not a text file with questions. Save it as JSON Lines or CSV in UTF-8, then add it again.");
        }

        var text = decoded.Value.TrimStart();
        var read = text[0] is '{' or '[' ? FromJson(text) : FromCsv(text);
        return !read.Succeeded ? read
            : read.Value.Count == 0 ? Error.Invalid("questions_none", "There is no question in this file.")
            : read.Value.Count > MostQuestions ? Error.OverLimit("questions_too_many", $"A set has at most {MostQuestions:#,0} questions. Divide the file.")
            : read;
    }

    private static Result<IReadOnlyList<NewQuestion>> FromJson(string text)
    {
        var questions = new List<NewQuestion>();
        var line = 0;
        try
        {
            if (text[0] == '[')
            {
                using var whole = JsonDocument.Parse(text);
                foreach (var entry in whole.RootElement.EnumerateArray())
                {
                    line++;
                    questions.Add(Question(entry) ?? throw new JsonException());
                }

                return questions;
            }

            foreach (var row in text.Split('\n'))
            {
                line++;
                if (row.AsSpan().Trim().Length > 0)
                {
                    using var entry = JsonDocument.Parse(row);
                    questions.Add(Question(entry.RootElement) ?? throw new JsonException());
                }
            }

            return questions;
        }
        catch (Exception ex) when (ex is JsonException or InvalidOperationException)
        {
            return Unreadable(line);
        }
    }

    private static NewQuestion? Question(JsonElement entry)
    {
        if (entry.ValueKind != JsonValueKind.Object || s_questionNames.Select(name => Texts(entry, name)).FirstOrDefault(texts => texts.Count > 0) is not [var question])
        {
            return null;
        }

        var tags = Texts(entry, "tags").Where(tag => tag.StartsWith(TagPrefix, StringComparison.Ordinal)).Select(tag => tag[TagPrefix.Length..]);
        return Checked(question, s_documentNames.SelectMany(name => Texts(entry, name)).Concat(tags));
    }

    private static List<string> Texts(JsonElement entry, string name) => !entry.TryGetProperty(name, out var value) ? [] : value.ValueKind switch
    {
        JsonValueKind.String => [value.GetString()!],
        JsonValueKind.Array => [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
        _ => [],
    };

    private static Result<IReadOnlyList<NewQuestion>> FromCsv(string text)
    {
        var rows = CsvReader.Rows(text, CsvReader.Delimiter(text)).ToList();
        var head = rows[0].ConvertAll(cell => cell.Trim().ToLowerInvariant());
        var question = head.FindIndex(s_questionNames.Contains);
        var documents = head.FindIndex(s_documentNames.Contains);
        if (question < 0 || documents < 0)
        {
            return Error.Invalid("questions_head", "The first line of a CSV file names its columns: “question” and “documents”. Add that line, then add the file again.");
        }

        var questions = new List<NewQuestion>();
        foreach (var (row, at) in rows.Select((row, at) => (row, at)).Skip(1).Where(pair => pair.row.Any(cell => cell.Trim().Length > 0)))
        {
            var expected = documents < row.Count ? row[documents].Split([';', '|']) : [];
            if (question >= row.Count || Checked(row[question], expected) is not { } read)
            {
                return Unreadable(at + 1);
            }

            questions.Add(read);
        }

        return questions;
    }

    /// <summary>Null when it is no question that can be stored.</summary>
    public static NewQuestion? Checked(string question, IEnumerable<string> expected)
    {
        string[] documents = [.. expected.Select(name => name.Trim()).Where(name => name.Length > 0).Distinct()];
        var text = question.Trim();
        return text.Length is 0 or > NewQuestion.Longest || documents.Length > NewQuestion.MostExpected || documents.Append(text).Any(part => part.Contains('\0', StringComparison.Ordinal))
            ? null
            : new NewQuestion(text, documents);
    }

    private static Error Unreadable(int line) => Error.Invalid(
        "questions_unreadable", $"Line {line} has no question, one of more than 2,000 characters, or more than 20 documents. Each needs a “question” and its “documents”.");
}
