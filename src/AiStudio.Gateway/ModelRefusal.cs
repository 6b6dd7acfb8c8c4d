using Microsoft.Extensions.AI;

namespace AiStudio.Gateway;

/// <summary>
/// What a model says in place of the answer it will not give, where its provider tells that apart (OpenAI's <c>refusal</c>). For a reader it is text like any
/// other, so it is <see cref="TextContent"/> with a mark.
/// </summary>
public static class ModelRefusal
{
    private const string Mark = "refusal";

    /// <summary>Whether <paramref name="content"/> is one, or a piece of one.</summary>
    public static bool Is(AIContent content)
    {
        ArgumentNullException.ThrowIfNull(content);
        return content is TextContent && content.AdditionalProperties?.ContainsKey(Mark) == true;
    }

    /// <summary>Whether <paramref name="response"/> holds one.</summary>
    public static bool IsIn(ChatResponse response)
    {
        ArgumentNullException.ThrowIfNull(response);
        return response.Messages.Any(message => message.Contents.Any(Is));
    }

    internal static TextContent Of(string text) => new(text) { AdditionalProperties = new() { [Mark] = true } };
}
