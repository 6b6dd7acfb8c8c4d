using System.Text.Json.Serialization;
using AiStudio.Gateway;
using AiStudio.Platform.Results;
using AiStudio.Platform.Schemas;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Prompts;

/// <summary>How a model is asked with a version. What is left out is the model's own default.</summary>
/// <param name="Temperature">0 to 2.</param>
/// <param name="TopP">Above 0, to 1.</param>
/// <param name="MaxOutputTokens">The largest answer, from 1.</param>
public sealed record PromptSettings(double? Temperature = null, double? TopP = null, int? MaxOutputTokens = null)
{
    internal const int LongestSchema = 50_000;

    /// <summary>What answers to programs must fit; <see langword="null"/> for free text.</summary>
    // Left out where there is none: versions hash as they did before there were any.
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonSchema? OutputSchema { get; init; }

    /// <summary>What programs are offered beside their own tools, and run; <see langword="null"/> for none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PromptTool>? Tools { get; init => field = value is [] ? null : value; }

    /// <summary>What is wrong: <c>prompt_settings</c>, <c>prompt_output_schema</c>, <c>prompt_tools</c> (invalid); <see langword="null"/> when nothing is.</summary>
    internal Error? Problem
    {
        get
        {
            if (this is not { Temperature: null or (>= 0 and <= 2), TopP: null or (> 0 and <= 1), MaxOutputTokens: null or >= 1 })
                return Error.Invalid("prompt_settings", "The temperature is 0 to 2, top-p above 0 and at most 1, and the longest answer at least a token.");
            return OutputSchema is { } schema && (!schema.IsObject || schema.Text.Length > LongestSchema)
                ? Error.Invalid("prompt_output_schema", $"The schema of the answer is a JSON Schema: an object of at most {LongestSchema:#,0} characters.")
                : PromptTool.ProblemOf(Tools ?? []);
        }
    }

    /// <summary>The options of a call whose answer a person reads: in words, and without tools, since nobody in a chat could run them.</summary>
    internal GatewayChatOptions For(GatewayCall call) =>
        new(call) { Temperature = (float?)Temperature, TopP = (float?)TopP, MaxOutputTokens = MaxOutputTokens };

    /// <summary>Fills in what a program left open, and offers the version's tools beside its own; of two with one name the program's is offered.</summary>
    internal void FillIn(ChatOptions options)
    {
        options.Temperature ??= (float?)Temperature;
        options.TopP ??= (float?)TopP;
        options.MaxOutputTokens ??= MaxOutputTokens;
        options.ResponseFormat ??= OutputSchema is { } schema ? ChatResponseFormat.ForJsonSchema(schema.Element, "answer") : null;
        if (Tools is null)
            return;
        var own = options.Tools ?? [];
        options.Tools = [.. own, .. Tools.Where(tool => own.All(theirs => theirs.Name != tool.Name)).Select(tool => tool.Declaration)];
    }

    public bool Equals(PromptSettings? other) =>
        other is not null && (Temperature, TopP, MaxOutputTokens, OutputSchema) == (other.Temperature, other.TopP, other.MaxOutputTokens, other.OutputSchema)
        && (Tools ?? []).SequenceEqual(other.Tools ?? []);

    public override int GetHashCode() => HashCode.Combine(Temperature, TopP, MaxOutputTokens, OutputSchema, Tools?.Count);
}
