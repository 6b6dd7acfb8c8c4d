namespace AiStudio.Cli;

/// <summary>The evaluation cannot be run; the message says why.</summary>
internal sealed class CannotRunException(string message) : Exception(message);
