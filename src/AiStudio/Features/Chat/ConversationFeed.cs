using AiStudio.Platform.Identity;

namespace AiStudio.Features.Chat;

/// <summary>What changes in a person's conversations, in whatever tab and on whatever node.</summary>
internal sealed class ConversationFeed
{
    public IAsyncEnumerable<ConversationChanged> Watch(Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException();
}
