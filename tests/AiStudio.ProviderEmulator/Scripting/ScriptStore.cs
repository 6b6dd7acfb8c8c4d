using AiStudio.ProviderEmulator.Requests;

namespace AiStudio.ProviderEmulator.Scripting;

/// <summary>The scripts that wait, in the order given. A request takes the first that fits it.</summary>
public sealed class ScriptStore
{
    private readonly Lock gate = new();
    private readonly List<(Script Script, int Left)> waiting = [];
    private volatile int count;

    public IReadOnlyList<Script> Waiting
    {
        get
        {
            lock (gate)
                return [.. waiting.Select(entry => entry.Script)];
        }
    }

    public void Add(params IEnumerable<Script> scripts)
    {
        lock (gate)
        {
            waiting.AddRange(scripts.Select(script => (script, script.Times)));
            count = waiting.Count;
        }
    }

    public void Clear()
    {
        lock (gate)
        {
            waiting.Clear();
            count = 0;
        }
    }

    internal Script Take(EmulatedRequest request)
    {
        if (count > 0)
        {
            lock (gate)
            {
                for (var i = 0; i < waiting.Count; i++)
                {
                    var (script, left) = waiting[i];
                    if (!Fits(script, request))
                        continue;
                    if (left > 1)
                        waiting[i] = (script, left == Script.Forever ? left : left - 1);
                    else
                        waiting.RemoveAt(i);
                    count = waiting.Count;
                    return script;
                }
            }
        }

        // A misspelt name must not pass as an ordinary call.
        return request.ScriptName is null
            ? Script.None
            : new Script { Status = 400, Body = $"No script named '{request.ScriptName}' is waiting.", ContentType = "text/plain" };
    }

    private static bool Fits(Script script, EmulatedRequest request) =>
        script.Name == request.ScriptName
        && (script.Operation is { } operation
            ? operation == request.Operation
            : request.Operation is Operation.ChatCompletions or Operation.Messages)
        && (script.Model is null || script.Model == request.Model)
        && (script.KeyEnding is null || script.KeyEnding == request.KeyEnding)
        && (script.PromptContains is null || request.LastUserText.Contains(script.PromptContains, StringComparison.Ordinal))
        && (script.When is null || script.When(request));
}
