using AiStudio.Gateway.Upstream;

namespace AiStudio.Gateway.Routing.Rehearsal;

/// <summary>Who plays what.</summary>
internal sealed class RehearsalCast(LeapingClock clock)
{
    public Dictionary<(Guid Connection, string Model), Conduct> Conducts { get; } = [];

    public ProviderAdapter Cast(ProviderConnection connection) => new(new ActingModel(model => Conducts[(connection.Id, model)], clock), Embedder: null);
}
