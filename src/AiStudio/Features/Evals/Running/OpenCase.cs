namespace AiStudio.Features.Evals.Running;

/// <summary>A case that is about to be asked; its row with the id of its call is there.</summary>
internal sealed record OpenCase(Guid RunId, Guid CaseId, int Repeat, Guid CallId, CaseContent Content);
