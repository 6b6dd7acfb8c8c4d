using AiStudio.Platform.Http;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>
/// Goes up to the server after the error event, so that it closes the connection without the end of the body:
/// client libraries that know no error events would take the rest for a complete answer.
/// </summary>
internal sealed class BrokenStreamException(OpenAiError error) : ToldException($"The stream of an answer broke ({error.Code}) and its connection is closed.");
