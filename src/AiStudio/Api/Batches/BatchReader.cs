using System.Buffers;
using System.IO.Pipelines;
using AiStudio.Api.OpenAi;
using AiStudio.Features.People.ApiKeys;

namespace AiStudio.Api.Batches;

/// <summary>Reads JSONL. A batch with a line that is not in order is refused whole, before anything is spent.</summary>
internal static class BatchReader
{
    public const int MostLines = 50_000;

    /// <summary>Throws <see cref="RefusedRequestException"/>, naming the line.</summary>
    public static async Task<IReadOnlyList<BatchLine>> ReadAsync(Stream jsonl, ApiKeyGrant grant, CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(jsonl);
        var lines = new List<BatchLine>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var number = 0; ;)
        {
            var read = await reader.ReadAsync(cancellationToken);
            var rest = read.Buffer;
            while (Next(ref rest, read.IsCompleted) is { } line)
            {
                number++;
                if (!IsBlank(line))
                    Add(lines, ids, line, number, grant);
            }

            reader.AdvanceTo(rest.Start, rest.End);
            if (!read.IsCompleted)
                continue;
            return lines.Count > 0 ? lines : throw Refused(0, OpenAiErrors.Invalid("empty_batch", null, "there is no request in it. Send one JSON object a line."));
        }
    }

    private static void Add(List<BatchLine> lines, HashSet<string> ids, ReadOnlySequence<byte> json, int number, ApiKeyGrant grant)
    {
        try
        {
            var line = BatchLine.Read(json, grant);
            if (!ids.Add(line.CustomId))
                throw RequestObject.Refused(OpenAiErrors.Invalid("duplicate_custom_id", "custom_id", "an earlier line has the same custom_id."));
            if (lines.Count == MostLines)
                throw RequestObject.Refused(OpenAiErrors.Invalid("too_many_lines", null, $"a batch has at most {MostLines} requests."));
            lines.Add(line);
        }
        catch (RefusedRequestException refused)
        {
            throw Refused(number, refused.Error);
        }
    }

    private static RefusedRequestException Refused(int number, OpenAiError error) =>
        new(error with { Message = number == 0 ? $"The batch cannot be taken: {error.Message}" : $"Line {number} of the batch: {error.Message}" });

    private static ReadOnlySequence<byte>? Next(ref ReadOnlySequence<byte> rest, bool last)
    {
        if (rest.PositionOf((byte)'\n') is { } end)
        {
            var line = rest.Slice(0, end);
            rest = rest.Slice(rest.GetPosition(1, end));
            return line;
        }

        if (!last || rest.IsEmpty)
            return null;
        var tail = rest;
        rest = rest.Slice(rest.End);
        return tail;
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var part in line)
        {
            if (part.Span.ContainsAnyExcept(" \t\r"u8))
                return false;
        }

        return true;
    }
}
