using AiStudio.ProviderEmulator.Answers;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Wire;

/// <summary>Anthropic's messages: the whole answer, and the events from message_start to message_stop.</summary>
internal sealed class MessagesWire(Answer answer) : IChatWire
{
    private int block = -1;
    private PieceKind blockKind;
    private bool pinged;

    public void Whole(WireBuffer buffer)
    {
        Preamble(buffer);
        buffer.Add(",\"content\":["u8);
        var first = true;
        if (answer.Usage.Reasoning > 0)
        {
            first = false;
            buffer.Add("{\"type\":\"thinking\",\"thinking\":"u8).Quoted(answer.TextOf(PieceKind.Reasoning))
                .Add(",\"signature\":\"ZW11bGF0b3I=\"}"u8);
        }

        var text = answer.TextOf(PieceKind.Text);
        if (text.Length > 0)
        {
            buffer.Add(first ? "{\"type\":\"text\",\"text\":"u8 : ",{\"type\":\"text\",\"text\":"u8).Quoted(text).Add("}"u8);
            first = false;
        }

        for (var tool = 0; tool < answer.ToolCalls.Count; tool++)
        {
            // The arguments are raw JSON here: what is not JSON spoils the whole body, as it should.
            var arguments = answer.TextOf(PieceKind.ToolArguments, tool);
            ToolUse(buffer.Add(first ? ""u8 : ","u8), tool, arguments.Length == 0 ? "{}" : arguments);
            first = false;
        }

        buffer.Add("],\"stop_reason\":"u8).Quoted(StopReason()).Add(",\"stop_sequence\":null"u8);
        AddUsage(buffer, answer.Usage.Output);
        if (answer.Usage.Frame == UsageFrame.Duplicated)
            AddUsage(buffer, answer.Usage.Output);
        buffer.Add("}"u8);
    }

    public void Opening(WireBuffer buffer)
    {
        buffer.Add("event: message_start\ndata: {\"type\":\"message_start\",\"message\":"u8);
        Preamble(buffer);
        buffer.Add(",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null"u8);
        AddUsage(buffer, 1);
        buffer.Add("}}\n\n"u8);
    }

    public void Chunk(WireBuffer buffer, Piece piece)
    {
        if (piece.Kind == PieceKind.ToolStart || block < 0 || (piece.Kind != blockKind && piece.Kind != PieceKind.ToolArguments))
            StartBlock(buffer, piece);
        buffer.Add("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8).Number(block);
        buffer.Add(piece.Kind switch
        {
            PieceKind.Reasoning => ",\"delta\":{\"type\":\"thinking_delta\",\"thinking\":"u8,
            PieceKind.Text => ",\"delta\":{\"type\":\"text_delta\",\"text\":"u8,
            _ => ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"u8,
        });
        buffer.Quoted(piece.Text).Add("}}\n\n"u8);
    }

    public void Closing(WireBuffer buffer)
    {
        if (block >= 0)
            StopBlock(buffer);
        MessageDelta(buffer);
        if (answer.Usage.Frame == UsageFrame.Duplicated)
            MessageDelta(buffer);
        buffer.Add("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n"u8);
    }

    private void Preamble(WireBuffer buffer) => buffer
        .Add("{\"id\":\"msg_"u8).Number(answer.Number)
        .Add("\",\"type\":\"message\",\"role\":\"assistant\",\"model\":"u8).Quoted(answer.Model);

    private void StartBlock(WireBuffer buffer, Piece piece)
    {
        if (block >= 0)
            StopBlock(buffer);
        block++;
        blockKind = piece.Kind;
        buffer.Add("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":"u8).Number(block).Add(",\"content_block\":"u8);
        if (piece.Kind == PieceKind.Reasoning)
            buffer.Add("{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}"u8);
        else if (piece.Kind == PieceKind.Text)
            buffer.Add("{\"type\":\"text\",\"text\":\"\"}"u8);
        else
            ToolUse(buffer, piece.Tool, "{}");
        buffer.Add("}\n\n"u8);

        // Once, after the first block has begun, where the real service puts it.
        if (!pinged)
            buffer.Add("event: ping\ndata: {\"type\":\"ping\"}\n\n"u8);
        pinged = true;
    }

    private void StopBlock(WireBuffer buffer)
    {
        if (blockKind == PieceKind.Reasoning)
        {
            buffer.Add("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":"u8).Number(block)
                .Add(",\"delta\":{\"type\":\"signature_delta\",\"signature\":\"ZW11bGF0b3I=\"}}\n\n"u8);
        }

        buffer.Add("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":"u8).Number(block).Add("}\n\n"u8);
    }

    private void MessageDelta(WireBuffer buffer)
    {
        buffer.Add("event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":"u8).Quoted(StopReason())
            .Add(",\"stop_sequence\":null}"u8);
        AddUsage(buffer, answer.Usage.Output);
        buffer.Add("}\n\n"u8);
    }

    private void ToolUse(WireBuffer buffer, int tool, string input) => buffer
        .Add("{\"type\":\"tool_use\",\"id\":"u8).Quoted(answer.ToolCallId(tool, "toolu_"))
        .Add(",\"name\":"u8).Quoted(answer.ToolCalls[tool].Name)
        .Add(",\"input\":"u8).Add(input).Add("}"u8);

    private void AddUsage(WireBuffer buffer, int output)
    {
        var usage = answer.Usage;
        if (usage.Frame == UsageFrame.Absent)
            return;
        buffer.Add(",\"usage\":"u8);
        if (usage.InPlace is { } raw)
        {
            buffer.Add(raw);
            return;
        }

        // Unlike OpenAI's, this input excludes what the cache has read and written.
        buffer.Add("{\"input_tokens\":"u8).Add(usage.Figure(usage.Input - usage.Cached - usage.CacheWrite))
            .Add(",\"cache_creation_input_tokens\":"u8).Add(usage.Figure(usage.CacheWrite))
            .Add(",\"cache_read_input_tokens\":"u8).Add(usage.Figure(usage.Cached))
            .Add(",\"output_tokens\":"u8).Add(usage.Figure(output)).Add("}"u8);
    }

    private string StopReason() =>
        answer.FinishReason ?? (answer.Truncated ? "max_tokens" : answer.ToolCalls.Count > 0 ? "tool_use" : "end_turn");
}
