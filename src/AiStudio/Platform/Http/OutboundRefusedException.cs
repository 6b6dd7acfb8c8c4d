namespace AiStudio.Platform.Http;

/// <summary>A connection that this installation does not make. The message is for people, and does not say what a name resolved to.</summary>
internal sealed class OutboundRefusedException() : Exception("This installation does not connect to that address.");
