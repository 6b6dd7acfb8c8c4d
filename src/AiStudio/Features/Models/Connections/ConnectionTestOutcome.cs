namespace AiStudio.Features.Models.Connections;

/// <summary>What one cheap real call through a connection showed.</summary>
/// <param name="Answered">Whether the model answered.</param>
/// <param name="Sentence">For the person who pressed the button.</param>
/// <param name="ErrorCode">The code of the entry of <see cref="Gateway.GatewayErrors"/>, or null when it answered.</param>
/// <param name="ModelId">The model that was asked.</param>
/// <param name="Took">How long it took.</param>
internal sealed record ConnectionTestOutcome(bool Answered, string Sentence, string? ErrorCode, string ModelId, TimeSpan Took);
