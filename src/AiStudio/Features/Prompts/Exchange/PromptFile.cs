using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Prompts.Exchange;

/// <summary>
/// Prompts as a file that lives well in git: the same prompts are the same bytes, and a changed line of a prompt is a changed line of the file.
/// Where labels stand is not in it: that is deployment, not content.
/// </summary>
/// <param name="Format">Always <see cref="Current"/>.</param>
/// <param name="Prompts">By slug.</param>
public sealed record PromptFile(string Format, IReadOnlyList<FiledPrompt> Prompts)
{
    public const string Current = "aistudio.prompts/1";

    /// <summary>The largest file that is read, in bytes.</summary>
    public const int Largest = 20 * 1024 * 1024;

    private static readonly JsonSerializerOptions s_form = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    public string Write() => JsonSerializer.Serialize(this, s_form) + "\n";

    /// <summary>Errors: <c>prompt_file</c> (invalid) for what is no JSON of this form, saying where.</summary>
    internal static Result<PromptFile> Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            // Editors on some systems put a mark in front.
            return JsonSerializer.Deserialize<PromptFile>(utf8.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8, s_form) is { } file ? file : NotOne("");
        }
        catch (JsonException failure)
        {
            return NotOne(failure.LineNumber is { } line ? $"Look at line {line + 1}." : "");
        }
    }

    /// <summary>What is wrong with it as a whole; <see langword="null"/> when nothing is.</summary>
    internal Error? Problem =>
        Format != Current ? NotOne($"It should say “format”: “{Current}”.")
        : Prompts?.All(prompt => prompt?.IsWhole == true) != true ? NotOne("Something that belongs in it is missing.")
        : Prompts.GroupBy(prompt => prompt.Slug).FirstOrDefault(same => same.Count() > 1) is { } twice ? Error.Invalid("prompt_file", $"The prompt {twice.Key} is in the file twice.")
        : Prompts.Select(prompt => prompt.Problem).FirstOrDefault(problem => problem is not null);

    private static Error NotOne(string where) => Error.Invalid("prompt_file", $"This is not a file of prompts as AiStudio exports them. {where}".TrimEnd());
}
