namespace AiStudio.ProviderEmulator.Scripting;

/// <summary>The arguments are JSON, or something that should be JSON and is not.</summary>
public sealed record ScriptedToolCall(string Name, string Arguments, string? Id = null);
