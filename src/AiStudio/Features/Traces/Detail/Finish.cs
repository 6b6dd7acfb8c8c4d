namespace AiStudio.Features.Traces.Detail;

/// <summary>Why models end, as OpenAI names it, whatever the protocol of the provider.</summary>
internal static class Finish
{
    public const string Length = "length";
    public const string ContentFilter = "content_filter";
    public const string ToolCalls = "tool_calls";

    /// <summary>Why an answer is not complete, as the end of a sentence; null for one that ended by itself.</summary>
    public static string? Cut(string? reason) => reason switch
    {
        Length => "it reached the longest that was asked for, or that the model gives",
        ContentFilter => "a content filter of the provider ended it",
        _ => null,
    };
}
