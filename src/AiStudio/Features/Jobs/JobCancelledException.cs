namespace AiStudio.Features.Jobs;

/// <summary>Somebody asked to stop the job.</summary>
internal sealed class JobCancelledException() : OperationCanceledException("Somebody asked to stop the job.");
