using System.Net.ServerSentEvents;
using System.Text;

namespace AiStudio.Api.Resume;

/// <summary>Cuts the bytes of a stream of events into its events, whatever pieces they come in.</summary>
internal sealed class EventFrames
{
    private static readonly byte[] s_end = "\n\n"u8.ToArray();
    private byte[] _rest = [];

    public IEnumerable<SseItem<string>> Read(byte[] more)
    {
        _rest = [.. _rest, .. more];
        for (int length; (length = _rest.AsSpan().IndexOf(s_end)) >= 0;)
        {
            var frame = Encoding.UTF8.GetString(_rest, 0, length);
            _rest = _rest[(length + s_end.Length)..];
            yield return ItemOf(frame);
        }
    }

    private static SseItem<string> ItemOf(string frame)
    {
        string? kind = null;
        var data = new List<string>();
        foreach (var line in frame.Split('\n'))
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
                kind = line[7..];
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
                data.Add(line[6..]);
        }

        return new SseItem<string>(string.Join('\n', data), kind);
    }
}
