using AiStudio.Features.Knowledge.Tagging;

namespace AiStudio.Api.OpenAi;

/// <summary>The tags of <c>metadata.tags</c>, with commas between: an assistant answers from documents with one of them only.</summary>
internal static class TagNames
{
    /// <summary>The tags; none when it names none.</summary>
    public static IReadOnlyList<string> Read(RequestObject body) => body.Object("metadata")?.Text("tags") is not { } text
        ? []
        : DocumentTag.AllOf(text)
            ?? throw RequestObject.Refused(OpenAiErrors.WrongValue("metadata.tags", $"up to {DocumentTag.Most} tags of up to {DocumentTag.Longest} characters, with commas between"));
}
