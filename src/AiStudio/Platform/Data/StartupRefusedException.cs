namespace AiStudio.Platform.Data;

/// <summary>The installation is not safe to serve from; the message says what to change.</summary>
internal sealed class StartupRefusedException(string message) : Exception(message);
