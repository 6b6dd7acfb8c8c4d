namespace AiStudio.Api.Background;

/// <summary>What a request came to: its status and body as they would have gone over a connection.</summary>
/// <param name="Status">200, or that of the error.</param>
/// <param name="Body">A chat completion, or an error, in OpenAI's form.</param>
/// <param name="CallId">The call that answered, the first one's of several answers; null when none was made.</param>
/// <param name="Headers">Those that tell of its calls, as a JSON object.</param>
internal sealed record OfflineAnswer(int Status, byte[] Body, Guid? CallId, string Headers);
