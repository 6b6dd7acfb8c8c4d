using System.Text;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Audit;

/// <summary>What is asked and, as it goes by, what is answered. For one call; read once that is over.</summary>
internal sealed class Dialogue(IEnumerable<ChatMessage> messages, ChatOptions? options)
{
    private readonly StringBuilder _text = new();
    private readonly List<AIContent> _contents = [];
    private IReadOnlyList<ChatMessage>? _whole;

    public IReadOnlyList<ChatMessage> Messages { get; } = messages as IReadOnlyList<ChatMessage> ?? [.. messages];

    public ChatOptions? Options => options;

    public ChatFinishReason? FinishReason { get; private set; }

    public void Saw(ChatResponse response) => (_whole, FinishReason) = ([.. response.Messages], response.FinishReason);

    public void Saw(ChatResponseUpdate update)
    {
        FinishReason = update.FinishReason ?? FinishReason;
        foreach (var content in update.Contents)
        {
            if (content is TextContent { Annotations: null or { Count: 0 } } text)
                _text.Append(text.Text);
            else if (content is not UsageContent)
                Add(content);
        }
    }

    public IReadOnlyList<ChatMessage> Answer()
    {
        EndText();
        return _whole ?? (_contents.Count == 0 ? [] : [new ChatMessage(ChatRole.Assistant, _contents)]);
    }

    private void Add(AIContent content)
    {
        EndText();
        _contents.Add(content);
    }

    private void EndText()
    {
        if (_text.Length == 0)
            return;
        _contents.Add(new TextContent(_text.ToString()));
        _text.Clear();
    }
}
