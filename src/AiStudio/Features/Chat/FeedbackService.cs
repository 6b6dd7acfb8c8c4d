using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Chat;

internal sealed class FeedbackService(StudioDatabase database)
{
    /// <summary>Rates an answer with 1 or -1; null takes the rating back.</summary>
    public Task<Result<Done>> RateAsync(Caller caller, Guid messageId, int? rating, string? comment, CancellationToken cancellationToken) => throw new NotImplementedException($"{database}");
}
