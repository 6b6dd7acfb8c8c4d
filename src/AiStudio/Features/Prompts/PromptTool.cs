using System.Text.Json;
using System.Text.RegularExpressions;
using AiStudio.Platform.Results;
using AiStudio.Platform.Schemas;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Prompts;

/// <summary>A function that the model may call; whoever asks runs it.</summary>
/// <param name="Name">1 to 64 letters, digits, hyphens and underscores; unique in its version.</param>
/// <param name="Description">What it does, for the model.</param>
/// <param name="Parameters">The JSON Schema of its arguments; <see langword="null"/> when it takes none.</param>
public sealed partial record PromptTool(string Name, string Description = "", JsonSchema? Parameters = null)
{
    private const int Most = 32;
    private const int LongestDescription = 1_024;
    private static readonly JsonElement s_none = JsonElement.Parse("""{"type":"object","properties":{}}""");

    internal AIFunctionDeclaration Declaration => AIFunctionFactory.CreateDeclaration(Name, Description, Parameters?.Element ?? s_none);

    /// <summary>What is wrong with the tools of a version: <c>prompt_tools</c> (invalid).</summary>
    internal static Error? ProblemOf(IReadOnlyList<PromptTool> tools)
    {
        if (tools.Count > Most)
            return Invalid($"A version has at most {Most} tools.");
        if (tools.FirstOrDefault(tool => !FunctionName().IsMatch(tool.Name)) is { } misnamed)
            return Invalid($"“{(misnamed.Name.Length <= 64 ? misnamed.Name : misnamed.Name[..64] + "…")}” cannot be the name of a tool: 1 to 64 letters, digits, hyphens and underscores.");
        if (tools.GroupBy(tool => tool.Name).FirstOrDefault(same => same.Count() > 1) is { } twice)
            return Invalid($"There are two tools named {twice.Key}.");
        if (tools.FirstOrDefault(tool => tool.Description.Length > LongestDescription || tool.Description.Contains('\0', StringComparison.Ordinal)) is { } wordy)
            return Invalid($"The description of {wordy.Name} is text of at most {LongestDescription:#,0} characters.");
        return tools.FirstOrDefault(tool => tool.Parameters is { } schema && (!schema.IsObject || schema.Text.Length > PromptSettings.LongestSchema)) is { } odd
            ? Invalid($"The parameters of {odd.Name} are a JSON Schema: an object of at most {PromptSettings.LongestSchema:#,0} characters.")
            : null;
    }

    private static Error Invalid(string message) => Error.Invalid("prompt_tools", message);

    [GeneratedRegex(@"^[a-zA-Z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex FunctionName();
}
