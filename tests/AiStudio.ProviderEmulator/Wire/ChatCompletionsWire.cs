using AiStudio.ProviderEmulator.Answers;
using AiStudio.ProviderEmulator.Scripting;

namespace AiStudio.ProviderEmulator.Wire;

/// <summary>OpenAI's chat completions: the whole answer, and server-sent chunks up to [DONE].</summary>
internal sealed class ChatCompletionsWire(Answer answer) : IChatWire
{
    private readonly byte[] head = Head(answer);
    private readonly bool usageInChunks =
        (answer.UsageAsked || answer.Usage.Frame == UsageFrame.Unasked) && answer.Usage.Frame != UsageFrame.Absent;

    public void Whole(WireBuffer buffer)
    {
        buffer.Add("{\"id\":\"chatcmpl-"u8).Number(answer.Number)
            .Add("\",\"object\":\"chat.completion\",\"created\":"u8).Number(answer.Created)
            .Add(",\"model\":"u8).Quoted(answer.Model)
            .Add(",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"u8);
        var text = answer.TextOf(PieceKind.Text);
        if (text.Length == 0 && answer.ToolCalls.Count > 0)
            buffer.Add("null"u8);
        else
            buffer.Quoted(text);
        if (answer.ShowsReasoning)
            buffer.Add(",\"reasoning_content\":"u8).Quoted(answer.TextOf(PieceKind.Reasoning));
        buffer.Add(",\"refusal\":null"u8);
        WholeToolCalls(buffer);
        buffer.Add("},\"logprobs\":null,\"finish_reason\":"u8).Quoted(FinishReason()).Add("}]"u8);
        if (answer.Usage.Frame != UsageFrame.Absent)
        {
            AddUsage(buffer.Add(","u8));
            if (answer.Usage.Frame == UsageFrame.Duplicated)
                AddUsage(buffer.Add(","u8));
        }

        buffer.Add(",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_emulator\"}"u8);
    }

    public void Opening(WireBuffer buffer)
    {
        var onlyTools = answer.ToolCalls.Count > 0 && answer.Pieces.All(piece => piece.Kind != PieceKind.Text);
        buffer.Add(head).Add("{\"role\":\"assistant\",\"content\":"u8).Add(onlyTools ? "null"u8 : "\"\""u8).Add(",\"refusal\":null}"u8);
        EndOfChunk(buffer, null);
    }

    public void Chunk(WireBuffer buffer, Piece piece)
    {
        // OpenAI's reasoning is generated and charged, and never shown.
        if (piece.Kind == PieceKind.Reasoning && !answer.ShowsReasoning)
            return;
        buffer.Add(head);
        switch (piece.Kind)
        {
            case PieceKind.Text:
                buffer.Add("{\"content\":"u8).Quoted(piece.Text).Add("}"u8);
                break;
            case PieceKind.Reasoning:
                buffer.Add("{\"content\":null,\"reasoning_content\":"u8).Quoted(piece.Text).Add("}"u8);
                break;
            case PieceKind.ToolStart:
                buffer.Add("{\"tool_calls\":[{\"index\":"u8).Number(piece.Tool).Add(",\"id\":"u8)
                    .Quoted(answer.ToolCallId(piece.Tool, "call_")).Add(",\"type\":\"function\",\"function\":{\"name\":"u8)
                    .Quoted(answer.ToolCalls[piece.Tool].Name).Add(",\"arguments\":\"\"}}]}"u8);
                break;
            default:
                buffer.Add("{\"tool_calls\":[{\"index\":"u8).Number(piece.Tool).Add(",\"function\":{\"arguments\":"u8)
                    .Quoted(piece.Text).Add("}}]}"u8);
                break;
        }

        EndOfChunk(buffer, null);
    }

    public void Closing(WireBuffer buffer)
    {
        buffer.Add(head).Add("{}"u8);
        EndOfChunk(buffer, FinishReason());
        if (usageInChunks)
        {
            UsageChunk(buffer);
            if (answer.Usage.Frame == UsageFrame.Duplicated)
                UsageChunk(buffer);
        }

        buffer.Add("data: [DONE]\n\n"u8);
    }

    private static byte[] Head(Answer answer)
    {
        var buffer = new WireBuffer();
        Preamble(buffer, answer);
        return buffer.Add("[{\"index\":0,\"delta\":"u8).Written.ToArray();
    }

    private static void Preamble(WireBuffer buffer, Answer answer) => buffer
        .Add("data: {\"id\":\"chatcmpl-"u8).Number(answer.Number)
        .Add("\",\"object\":\"chat.completion.chunk\",\"created\":"u8).Number(answer.Created)
        .Add(",\"model\":"u8).Quoted(answer.Model)
        .Add(",\"service_tier\":\"default\",\"system_fingerprint\":\"fp_emulator\",\"choices\":"u8);

    private void EndOfChunk(WireBuffer buffer, string? finishReason)
    {
        buffer.Add(",\"logprobs\":null,\"finish_reason\":"u8);
        if (finishReason is null)
            buffer.Add("null"u8);
        else
            buffer.Quoted(finishReason);
        buffer.Add(usageInChunks ? "}],\"usage\":null}\n\n"u8 : "}]}\n\n"u8);
    }

    private void UsageChunk(WireBuffer buffer)
    {
        Preamble(buffer, answer);
        AddUsage(buffer.Add("[],"u8));
        buffer.Add("}\n\n"u8);
    }

    private void WholeToolCalls(WireBuffer buffer)
    {
        if (answer.ToolCalls.Count == 0)
            return;
        buffer.Add(",\"tool_calls\":["u8);
        for (var tool = 0; tool < answer.ToolCalls.Count; tool++)
        {
            buffer.Add(tool == 0 ? "{\"id\":"u8 : ",{\"id\":"u8).Quoted(answer.ToolCallId(tool, "call_"))
                .Add(",\"type\":\"function\",\"function\":{\"name\":"u8).Quoted(answer.ToolCalls[tool].Name)
                .Add(",\"arguments\":"u8).Quoted(answer.TextOf(PieceKind.ToolArguments, tool)).Add("}}"u8);
        }

        buffer.Add("]"u8);
    }

    private void AddUsage(WireBuffer buffer)
    {
        var usage = answer.Usage;
        buffer.Add("\"usage\":"u8);
        if (usage.InPlace is { } raw)
        {
            buffer.Add(raw);
            return;
        }

        buffer.Add("{\"prompt_tokens\":"u8).Add(usage.Figure(usage.Input))
            .Add(",\"completion_tokens\":"u8).Add(usage.Figure(usage.Output))
            .Add(",\"total_tokens\":"u8).Add(usage.Figure(usage.Input + usage.Output))
            .Add(",\"prompt_tokens_details\":{\"cached_tokens\":"u8).Add(usage.Figure(usage.Cached))
            .Add(",\"audio_tokens\":0},\"completion_tokens_details\":{\"reasoning_tokens\":"u8).Add(usage.Figure(usage.Reasoning))
            .Add(",\"audio_tokens\":0,\"accepted_prediction_tokens\":0,\"rejected_prediction_tokens\":0}}"u8);
    }

    private string FinishReason() =>
        answer.FinishReason ?? (answer.Truncated ? "length" : answer.ToolCalls.Count > 0 ? "tool_calls" : "stop");
}
