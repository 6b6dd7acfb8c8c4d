using System.Text.Json;
using AiStudio.Features.Chat;
using AiStudio.Gateway;
using AiStudio.Platform;
using Microsoft.Extensions.AI;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>What whole answers and chunks of a stream have in common on the wire.</summary>
internal static class CompletionJson
{
    public static string IdOf(GatewayCall call) => $"chatcmpl-{call.Id:n}";

    /// <summary>The members that every answer begins with; the object stays open.</summary>
    public static void WriteHead(Utf8JsonWriter json, string id, ReadOnlySpan<byte> kind, long created, string model)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, id);
        json.WriteString("object"u8, kind);
        json.WriteNumber("created"u8, created);
        json.WriteString("model"u8, model);
    }

    /// <summary>What all of them used together; null where none is known.</summary>
    public static UsageDetails? Sum(IEnumerable<UsageDetails?> used)
    {
        UsageDetails? sum = null;
        foreach (var one in used.OfType<UsageDetails>())
            (sum ??= new()).Add(one);
        return sum;
    }

    public static string ReasonOf(ChatFinishReason? reason) => reason?.Value switch
    {
        "length" => "length",
        "tool_calls" => "tool_calls",
        "content_filter" => "content_filter",
        _ => "stop",
    };

    public static void WriteLogprobs(Utf8JsonWriter json, JsonElement? logprobs)
    {
        json.WritePropertyName("logprobs"u8);
        if (logprobs is { } told)
            told.WriteTo(json);
        else
            json.WriteNullValue();
    }

    /// <summary>An addition of ours: what the markers <c>[n]</c> of an assistant's answer point at. Left out where there are none.</summary>
    public static void WriteCitations(Utf8JsonWriter json, IReadOnlyList<Citation> citations)
    {
        if (citations.Count == 0)
            return;
        json.WriteStartArray("citations"u8);
        foreach (var citation in citations)
        {
            json.WriteStartObject();
            json.WriteNumber("number"u8, citation.Number);
            json.WriteString("document_id"u8, citation.DocumentId);
            json.WriteString("document"u8, citation.Document);
            json.WriteString("heading"u8, citation.HeadingPath);
            if (citation.Page is { } page)
                json.WriteNumber("page"u8, page);
            if (citation.Quote is { } quote)
                json.WriteString("quote"u8, quote);
            // Null: it quotes nothing.
            if (citation.Verified is { } verified)
                json.WriteBoolean("verified"u8, verified);
            else
                json.WriteNull("verified"u8);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <param name="json">The answer's object.</param>
    /// <param name="usage">What was used.</param>
    /// <param name="costNanoUsd">An addition of ours, for streams: what it cost. Whole answers tell it as a header.</param>
    public static void WriteUsage(Utf8JsonWriter json, UsageDetails? usage, long? costNanoUsd = null)
    {
        var (input, output) = (usage?.InputTokenCount ?? 0, usage?.OutputTokenCount ?? 0);
        json.WriteStartObject("usage"u8);
        json.WriteNumber("prompt_tokens"u8, input);
        json.WriteNumber("completion_tokens"u8, output);
        json.WriteNumber("total_tokens"u8, input + output);
        json.WriteStartObject("prompt_tokens_details"u8);
        json.WriteNumber("cached_tokens"u8, usage?.CachedInputTokenCount ?? 0);
        json.WriteEndObject();
        json.WriteStartObject("completion_tokens_details"u8);
        json.WriteNumber("reasoning_tokens"u8, usage?.ReasoningTokenCount ?? 0);
        json.WriteEndObject();
        if (costNanoUsd is { } cost)
            json.WriteNumber("cost_usd"u8, NanoUsd.ToUsd(cost));
        json.WriteEndObject();
    }
}
