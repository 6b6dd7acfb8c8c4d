using System.Buffers;
using AiStudio.Api.OpenAi;

namespace AiStudio.Api.Batches;

/// <summary>Results as OpenAI's output file has them, a line each.</summary>
internal static class ResultLines
{
    public static void Write(IBufferWriter<byte> output, BatchResult result)
    {
        using (var json = new ResponseJson(output))
        {
            var writer = json.Writer;
            writer.WriteStartObject();
            writer.WriteString("id"u8, $"batch_req_{result.Id:n}");
            writer.WriteString("custom_id"u8, result.CustomId);
            writer.WriteStartObject("response"u8);
            writer.WriteNumber("status_code"u8, result.Status);
            writer.WriteString("request_id"u8, result.CallId?.ToString());
            writer.WritePropertyName("body"u8);
            writer.WriteRawValue(result.Answer, skipInputValidation: true);
            writer.WriteEndObject();
            writer.WriteNull("error"u8);
            writer.WriteEndObject();
            writer.Flush();
        }

        output.Write("\n"u8);
    }
}
