namespace AiStudio.Api.Idempotency;

/// <summary>Of an endpoint: its answer holds a secret. Nothing is done twice there either, but the answer is not kept for another sending.</summary>
internal sealed record TellsSecret;
