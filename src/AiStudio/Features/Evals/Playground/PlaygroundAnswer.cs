using System.Text;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;

namespace AiStudio.Features.Evals.Playground;

/// <summary>What one contender answers. Written and read on one circuit.</summary>
public sealed class PlaygroundAnswer(TimeProvider time)
{
    private readonly long _began = time.GetTimestamp();
    private readonly StringBuilder _text = new();
    private GatewayCall? _call;

    /// <summary>What was asked, for a case to be made of it.</summary>
    public IReadOnlyList<CaseMessage> Asked { get; init; } = [];

    /// <summary>The values that were put into the prompt.</summary>
    public IReadOnlyDictionary<string, string> Values { get; init; } = new Dictionary<string, string>();

    public bool IsRunning { get; private set; } = true;

    public bool WasStopped { get; private set; }

    /// <summary>Why there is no answer, or no whole one.</summary>
    public string? Problem { get; private set; }

    public string Text => _text.ToString();

    public TimeSpan? FirstWords { get; private set; }

    public TimeSpan? Took { get; private set; }

    public long CostNanoUsd { get; private set; }

    public TokenUsage? Usage { get; private set; }

    /// <summary>The pinned id of the model that answered.</summary>
    public string? ServedBy { get; private set; }

    /// <summary>Ends the call at the provider; what was said until then is kept and paid.</summary>
    public void Stop() => _call?.Stop();

    internal void Begin(GatewayCall call) => _call = call;

    internal void Add(string text)
    {
        if (text.Length > 0)
            FirstWords ??= time.GetElapsedTime(_began);
        _text.Append(text);
    }

    internal void End(string? problem)
    {
        (IsRunning, Problem, Took) = (false, problem, time.GetElapsedTime(_began));
        if (_call is not { } call)
            return;
        (Usage, CostNanoUsd, ServedBy) = (call.Usage, call.CostNanoUsd ?? 0, call.Served?.ModelId);
        WasStopped = call.Stopped.IsCancellationRequested && call.Ending != CallEnding.Completed;
        _call = null;
    }
}
