using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Chat.Turns;

/// <summary>Of who counts what is asked in a minute: questions that come by no door that counts them, as the console's over its circuit, are counted here.</summary>
internal interface IQuestionLimit
{
    /// <summary>Counts one question of a person. Error: <c>rate_limit_exceeded</c> (over limit), whose message says when to ask again; then nothing was counted.</summary>
    ValueTask<Result<Done>> TakeAsync(Caller caller, CancellationToken cancellationToken);
}
