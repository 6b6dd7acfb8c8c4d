namespace AiStudio.Api.Contract;

/// <summary>Of an endpoint: it wants <c>If-Match</c>.</summary>
internal sealed record ChangesVersion;
