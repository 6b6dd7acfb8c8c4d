namespace AiStudio.Features.Jobs;

internal enum LeaseState
{
    Held,
    CancelRequested,
    Lost,
}
