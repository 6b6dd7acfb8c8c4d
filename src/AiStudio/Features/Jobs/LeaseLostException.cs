namespace AiStudio.Features.Jobs;

/// <summary>Another node has the job now: whatever this one still wanted to write is void.</summary>
internal sealed class LeaseLostException() : Exception("The lease of the job was lost.");
