namespace AiStudio.Features.Models.Connections;

/// <summary>What saving did.</summary>
/// <param name="Id">The connection.</param>
/// <param name="KeyForgotten">Whether the stored key was dropped because the address points to another scheme, host or port: a new one is needed.</param>
internal sealed record SavedConnection(Guid Id, bool KeyForgotten);
