using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Begins, repeats and stops turns. A turn belongs to neither circuit nor request: closing the tab does not lose the answer.</summary>
internal sealed class TurnService(StudioDatabase database)
{
    public Task<Result<StartedTurn>> AskAsync(Caller caller, AskRequest request, CancellationToken cancellationToken) => throw new NotImplementedException($"{database}");

    /// <summary>Another answer to the same question, beside the one given.</summary>
    public Task<Result<StartedTurn>> RetryAsync(Caller caller, Guid answerId, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Ends the answer at the provider, on whatever node it runs. What was said until then is kept.</summary>
    public Task<Result<Done>> StopAsync(Caller caller, Guid turnId, CancellationToken cancellationToken) => throw new NotImplementedException();
}
