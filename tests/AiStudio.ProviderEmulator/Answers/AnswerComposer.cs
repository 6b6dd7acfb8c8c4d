using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Answers;

internal static class AnswerComposer
{
    private const int ArgumentsPerToken = 8;

    public static Answer Compose(EmulatedRequest request, Script script, BillEntry entry, EmulatorOptions options, PromptCache cache)
    {
        script = script.Obeys ? Obedience.Follow(request, script) : script;
        var pieces = Pieces(request, script, options).ToList();
        var asked = script.MaxTokensOnly ? request.OldMaxTokens : request.MaxTokens;
        var limit = script.IgnoreMaxTokens ? int.MaxValue : Math.Max(0, asked ?? int.MaxValue);
        var truncated = pieces.Count > limit;
        if (truncated)
            pieces.RemoveRange(limit, pieces.Count - limit);

        entry.Planned = pieces.Count;
        entry.ReasoningTokens = script.ReasoningTokens;
        entry.InputTokens = script.InputTokens ?? request.InputTokens;
        var (read, written) = cache.Look(request);
        entry.CachedInputTokens = Math.Min(Math.Max(script.CachedInputTokens, read), entry.InputTokens);
        entry.CacheWriteTokens = Math.Min(Math.Max(script.CacheWriteTokens, written), entry.InputTokens - entry.CachedInputTokens);

        return new Answer
        {
            Number = entry.Sequence,
            Model = script.AnswersAs ?? request.Model,
            Created = options.Clock.GetUtcNow().ToUnixTimeSeconds(),
            Pieces = pieces,
            ToolCalls = script.ToolCalls,
            Truncated = truncated,
            FinishReason = script.FinishReason,
            ShowsReasoning = script.ShowsReasoning,
            UsageAsked = request.IncludeUsage,
            Usage = new Usage(
                entry.InputTokens,
                entry.CachedInputTokens,
                entry.CacheWriteTokens,
                pieces.Count,
                Math.Min(script.ReasoningTokens, pieces.Count),
                script.UsageFrame,
                script.UsageJson),
        };
    }

    private static IEnumerable<Piece> Pieces(EmulatedRequest request, Script script, EmulatorOptions options)
    {
        for (var i = 0; i < script.ReasoningTokens; i++)
            yield return new Piece(PieceKind.Reasoning, i == 0 ? "Thinking" : " on");

        foreach (var text in Text(request, script, options))
            yield return new Piece(PieceKind.Text, text);

        for (var tool = 0; tool < script.ToolCalls.Count; tool++)
        {
            yield return new Piece(PieceKind.ToolStart, "", tool);
            var arguments = script.ToolCalls[tool].Arguments;
            for (var start = 0; start < arguments.Length; start += ArgumentsPerToken)
                yield return new Piece(PieceKind.ToolArguments, arguments.Substring(start, Math.Min(ArgumentsPerToken, arguments.Length - start)), tool);
        }
    }

    private static IEnumerable<string> Text(EmulatedRequest request, Script script, EmulatorOptions options)
    {
        if (script.Tokens is not null)
            return script.Tokens;
        if (script.Text is not null)
            return Words.Split(script.Text);
        if (script.TokenCount is { } count)
            return count <= 0 ? [] : Words.Echo(request.LastUserText, count);
        if (script.ToolCalls.Count > 0)
            return [];
        var words = Directives.Read("words=", request.Model, request.LastUserText) ?? options.Words;
        return Words.Echo(request.LastUserText, words);
    }
}
