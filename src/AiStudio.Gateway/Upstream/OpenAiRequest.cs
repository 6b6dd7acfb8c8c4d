using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.AI;

namespace AiStudio.Gateway.Upstream;

/// <summary>What goes to OpenAI: messages and options as JSON.</summary>
internal static class OpenAiRequest
{
    // It is never part of a page.
    private static readonly JsonWriterOptions s_options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static ReadOnlyMemory<byte> Body(IEnumerable<ChatMessage> messages, ChatOptions options, bool stream)
    {
        var body = new ArrayBufferWriter<byte>(2_048);
        using var json = new Utf8JsonWriter(body, s_options);
        json.WriteStartObject();
        json.WriteString("model"u8, options.ModelId);
        OpenAiMessages.Write(json, messages, options.Instructions);
        WriteSettings(json, options);
        OpenAiExtras.Write(json, options);
        if (stream)
        {
            json.WriteBoolean("stream"u8, true);
            json.WriteStartObject("stream_options"u8);
            json.WriteBoolean("include_usage"u8, true);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return body.WrittenMemory;
    }

    private static void WriteSettings(Utf8JsonWriter json, ChatOptions options)
    {
        if (options.MaxOutputTokens is { } limit)
            json.WriteNumber("max_completion_tokens"u8, limit);
        Write("temperature"u8, options.Temperature);
        Write("top_p"u8, options.TopP);
        Write("frequency_penalty"u8, options.FrequencyPenalty);
        Write("presence_penalty"u8, options.PresencePenalty);
        WriteFormat(json, options);
        if (options.StopSequences is { Count: > 0 } stops)
        {
            json.WriteStartArray("stop"u8);
            foreach (var stop in stops)
                json.WriteStringValue(stop);
            json.WriteEndArray();
        }

        WriteTools(json, options);

        void Write(ReadOnlySpan<byte> name, float? value)
        {
            if (value is { } number)
                json.WriteNumber(name, number);
        }
    }

    private static void WriteTools(Utf8JsonWriter json, ChatOptions options)
    {
        var tools = options.Tools?.OfType<AIFunctionDeclaration>().ToList() ?? [];
        if (tools.Count == 0)
            return;
        json.WriteStartArray("tools"u8);
        foreach (var tool in tools)
        {
            json.WriteStartObject();
            json.WriteString("type"u8, "function"u8);
            json.WriteStartObject("function"u8);
            json.WriteString("name"u8, tool.Name);
            json.WriteString("description"u8, tool.Description);
            json.WritePropertyName("parameters"u8);
            tool.JsonSchema.WriteTo(json);
            if (DeclaredFunction.StrictOf(tool) is { } strict)
                json.WriteBoolean("strict"u8, strict);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (options.AllowMultipleToolCalls is { } several)
            json.WriteBoolean("parallel_tool_calls"u8, several);
        WriteChoice(json, options.ToolMode);
    }

    private static void WriteChoice(Utf8JsonWriter json, ChatToolMode? mode)
    {
        switch (mode)
        {
            case NoneChatToolMode:
                json.WriteString("tool_choice"u8, "none"u8);
                break;
            case AutoChatToolMode:
                json.WriteString("tool_choice"u8, "auto"u8);
                break;
            case RequiredChatToolMode { RequiredFunctionName: { } name }:
                json.WriteStartObject("tool_choice"u8);
                json.WriteString("type"u8, "function"u8);
                json.WriteStartObject("function"u8);
                json.WriteString("name"u8, name);
                json.WriteEndObject();
                json.WriteEndObject();
                break;
            case RequiredChatToolMode:
                json.WriteString("tool_choice"u8, "required"u8);
                break;
        }
    }

    private static void WriteFormat(Utf8JsonWriter json, ChatOptions options)
    {
        if (options.ResponseFormat is not ChatResponseFormatJson asked)
            return;
        json.WriteStartObject("response_format"u8);
        json.WriteString("type"u8, asked.Schema is null ? "json_object"u8 : "json_schema"u8);
        if (asked.Schema is { } schema)
        {
            json.WriteStartObject("json_schema"u8);
            json.WriteString("name"u8, asked.SchemaName ?? "answer");
            if (asked.SchemaDescription is { } description)
                json.WriteString("description"u8, description);
            json.WritePropertyName("schema"u8);
            schema.WriteTo(json);
            if (OpenAiSchema.StrictOf(schema, options) is { } strict)
                json.WriteBoolean("strict"u8, strict);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
