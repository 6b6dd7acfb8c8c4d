using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;

namespace AiStudio.Features.Chat;

internal sealed class AssistantService(StudioDatabase database)
{
    /// <summary>The organization's assistants, the default first.</summary>
    public Task<IReadOnlyList<AssistantRow>> ListAsync(Caller caller, CancellationToken cancellationToken) => throw new NotImplementedException($"{database}");
}
