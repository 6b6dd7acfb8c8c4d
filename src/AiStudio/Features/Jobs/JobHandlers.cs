namespace AiStudio.Features.Jobs;

/// <summary>The handlers of all features, by kind.</summary>
internal sealed class JobHandlers(IEnumerable<IJobHandler> handlers)
{
    private readonly Dictionary<string, IJobHandler> _byKind = handlers.ToDictionary(handler => handler.Kind, StringComparer.Ordinal);

    public IJobHandler? Find(string kind) => _byKind.GetValueOrDefault(kind);
}
