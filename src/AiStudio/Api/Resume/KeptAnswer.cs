using AiStudio.Api.Idempotency;

namespace AiStudio.Api.Resume;

/// <summary>An answer that is over, on its way to its row.</summary>
internal sealed record KeptAnswer(RequestCaller Caller, Guid Id, StoredAnswer Answer, byte[] Body);
