namespace AiStudio.Features.Evals.Running;

/// <summary>A case of a suite by its content.</summary>
internal sealed record CaseHead(Guid Id, byte[] ContentHash);
