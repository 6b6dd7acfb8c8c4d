namespace AiStudio.Features.Jobs;

/// <summary>The work cannot be done, now or later; the message says why, to a person.</summary>
internal sealed class JobFailedException(string message) : Exception(message);
