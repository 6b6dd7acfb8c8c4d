using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Chat;

/// <summary>A person's own conversations. The database shows nobody else's.</summary>
internal sealed class ConversationService(StudioDatabase database)
{
    public Task<ConversationPage> ListAsync(Caller caller, ConversationQuery query, CancellationToken cancellationToken) => throw new NotImplementedException($"{database}");

    public Task<Result<ConversationView>> GetAsync(Caller caller, Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<Result<Done>> RenameAsync(Caller caller, Guid id, string title, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<Result<Done>> PinAsync(Caller caller, Guid id, bool pinned, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<Result<Done>> ArchiveAsync(Caller caller, Guid id, bool archived, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<Result<Done>> DeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();

    public Task<Result<Done>> UndoDeleteAsync(Caller caller, Guid id, CancellationToken cancellationToken) => throw new NotImplementedException();
}
