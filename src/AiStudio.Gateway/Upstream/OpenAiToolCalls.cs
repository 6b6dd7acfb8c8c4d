using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace AiStudio.Gateway.Upstream;

/// <summary>Tool calls arrive in pieces; they are handed on whole, when the answer is finished.</summary>
internal sealed class OpenAiToolCalls
{
    private readonly SortedDictionary<int, Piecewise> _calls = [];

    public void Add(StreamingChatToolCallUpdate piece)
    {
        if (!_calls.TryGetValue(piece.Index, out var call))
            _calls[piece.Index] = call = new();
        call.Id ??= piece.ToolCallId;
        call.Name ??= piece.FunctionName;
        if (piece.FunctionArgumentsUpdate is { } arguments && !arguments.ToMemory().IsEmpty)
            call.Arguments.Append(arguments.ToString());
    }

    public void MoveTo(IList<AIContent> contents)
    {
        foreach (var call in _calls.Values)
            contents.Add(Parse(call.Id ?? string.Empty, call.Name ?? string.Empty, call.Arguments.ToString()));
        _calls.Clear();
    }

    public static FunctionCallContent Parse(string id, string name, string arguments)
    {
        var call = FunctionCallContent.CreateFromParsedArguments(arguments, id, name, ToolJson.Parse);
        call.RawRepresentation = null;
        return call;
    }

    private sealed class Piecewise
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
