using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using AiStudio.ProviderEmulator.Answers;
using AiStudio.ProviderEmulator.Billing;
using AiStudio.ProviderEmulator.Requests;
using AiStudio.ProviderEmulator.Scripting;
using AiStudio.ProviderEmulator.Wire;

namespace AiStudio.ProviderEmulator.Replies;

/// <summary>OpenAI's embeddings, as numbers or as base64 of little-endian floats.</summary>
internal static class EmbeddingsReply
{
    private const int MostInputs = 2048;

    public static async Task SendAsync(Call call)
    {
        var body = call.Request.Body;
        var inputs = Inputs(body.GetProperty("input"));
        if (inputs.Count is 0 or > MostInputs)
        {
            await Refusal.SendAsync(call, 400, $"input: between 1 and {MostInputs} texts are accepted");
            return;
        }

        await Pace.FirstByteAsync(call);
        if (call.Script.Fault is { AfterBytes: null } && !await call.Writer.StrikeAsync())
            return;
        var tokens = call.Script.InputTokens ?? inputs.Sum(input => input.Tokens);
        call.Entry.InputTokens = tokens;
        var buffer = new WireBuffer();
        Write(buffer, call, inputs);
        AddUsage(buffer, call.Script, tokens);
        buffer.Add("}"u8);
        if (call.Script.Fault is null)
            call.Entry.End(Ending.Completed);
        if (await call.SendWholeAsync("application/json", buffer.Written) && call.Entry.Ending == Ending.Running)
            call.Entry.End(Ending.Completed);
    }

    private static void Write(WireBuffer buffer, Call call, List<(string Text, int Tokens)> inputs)
    {
        var body = call.Request.Body;
        var dimensions = body.TryGetProperty("dimensions", out var wanted) && wanted.TryGetInt32(out var count) && count > 0
            ? count
            : call.Options.EmbeddingDimensions;
        var base64 = body.TryGetProperty("encoding_format", out var format) && format.ValueEquals("base64"u8);
        buffer.Add("{\"object\":\"list\",\"data\":["u8);
        for (var i = 0; i < inputs.Count; i++)
        {
            buffer.Add(i == 0 ? "{\"object\":\"embedding\",\"index\":"u8 : ",{\"object\":\"embedding\",\"index\":"u8).Number(i)
                .Add(",\"embedding\":"u8);
            var vector = Embedding.Of(inputs[i].Text, dimensions);
            if (base64)
                buffer.Add("\""u8).Add(Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))).Add("\""u8);
            else
                Numbers(buffer, vector);
            buffer.Add("}"u8);
        }

        buffer.Add("],\"model\":"u8).Quoted(call.Request.Model);
    }

    private static void Numbers(WireBuffer buffer, float[] vector)
    {
        buffer.Add("["u8);
        for (var i = 0; i < vector.Length; i++)
        {
            if (i > 0)
                buffer.Add(","u8);
            buffer.Add(vector[i].ToString("R", CultureInfo.InvariantCulture));
        }

        buffer.Add("]"u8);
    }

    private static void AddUsage(WireBuffer buffer, Script script, int tokens)
    {
        if (script.UsageFrame == UsageFrame.Absent)
            return;
        var usage = new Usage(tokens, 0, 0, 0, 0, script.UsageFrame, script.UsageJson);
        buffer.Add(",\"usage\":"u8);
        if (usage.InPlace is { } raw)
            buffer.Add(raw);
        else
            buffer.Add("{\"prompt_tokens\":"u8).Add(usage.Figure(tokens)).Add(",\"total_tokens\":"u8).Add(usage.Figure(tokens)).Add("}"u8);
    }

    /// <summary>Texts, or arrays of token numbers, one or many.</summary>
    private static List<(string Text, int Tokens)> Inputs(JsonElement input)
    {
        if (input.ValueKind != JsonValueKind.Array)
            return [One(input)];
        var items = input.EnumerateArray().ToList();
        return items.Count > 0 && items[0].ValueKind == JsonValueKind.Number
            ? [One(input)]
            : items.ConvertAll(One);
    }

    private static (string Text, int Tokens) One(JsonElement input)
    {
        if (input.ValueKind == JsonValueKind.Array)
            return (input.GetRawText(), input.GetArrayLength());
        var text = input.ValueKind == JsonValueKind.String ? input.GetString()! : input.GetRawText();
        return (text, TokenCount.Words(text));
    }
}
