using System.Text;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>Tool calls arrive in pieces; they are handed on whole, when the answer is finished.</summary>
internal sealed class OpenAiToolCalls
{
    private SortedDictionary<int, Piecewise>? _calls;

    public void Add(JsonElement piece)
    {
        var index = piece.TryGetProperty("index"u8, out var number) ? number.GetInt32() : 0;
        _calls ??= [];
        if (!_calls.TryGetValue(index, out var call))
            _calls[index] = call = new();
        call.Id ??= OpenAiAnswer.Text(piece, "id"u8);
        if (!piece.TryGetProperty("function"u8, out var function) || function.ValueKind != JsonValueKind.Object)
            return;
        call.Name ??= OpenAiAnswer.Text(function, "name"u8);
        call.Arguments.Append(OpenAiAnswer.Text(function, "arguments"u8));
    }

    public void MoveTo(IList<AIContent> contents)
    {
        foreach (var call in _calls?.Values ?? Enumerable.Empty<Piecewise>())
            contents.Add(ToolJson.Call(call.Id ?? string.Empty, call.Name ?? string.Empty, call.Arguments.ToString()));
        _calls = null;
    }

    private sealed class Piecewise
    {
        public string? Id { get; set; }

        public string? Name { get; set; }

        public StringBuilder Arguments { get; } = new();
    }
}
