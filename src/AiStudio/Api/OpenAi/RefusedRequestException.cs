namespace AiStudio.Api.OpenAi;

/// <summary>Leaves the reading of a request from any depth; <see cref="OpenAiEdge"/> answers with its error.</summary>
internal sealed class RefusedRequestException(OpenAiError error) : Exception(error.Message)
{
    public OpenAiError Error { get; } = error;
}
