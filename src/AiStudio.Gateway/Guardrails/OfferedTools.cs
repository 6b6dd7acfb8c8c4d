using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Guardrails;

/// <summary>The tools a call offers, and what of an answer keeps to them. For one answer.</summary>
internal sealed class OfferedTools(ChatOptions? options)
{
    private bool _kept;

    /// <summary>How many calls were left out so far.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The same list when there is nothing to leave out.</summary>
    public IList<AIContent> Screen(IList<AIContent> contents)
    {
        var foreign = 0;
        foreach (var content in contents)
        {
            if (content is not FunctionCallContent call)
                continue;
            if (IsOffered(call.Name))
                _kept = true;
            else
                foreign++;
        }

        if (foreign == 0)
            return contents;
        LeftOut += foreign;
        return [.. contents.Where(content => content is not FunctionCallContent call || IsOffered(call.Name))];
    }

    /// <summary>An answer whose every call was left out waits for no result.</summary>
    public ChatFinishReason? Screen(ChatFinishReason? reason) => LeftOut > 0 && !_kept && reason == ChatFinishReason.ToolCalls ? ChatFinishReason.Stop : reason;

    private bool IsOffered(string name) => options?.Tools?.Any(tool => tool.Name == name) == true;
}
