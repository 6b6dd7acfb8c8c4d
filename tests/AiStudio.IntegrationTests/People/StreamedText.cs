using System.Text;

namespace AiStudio.IntegrationTests.People;

/// <summary>Reads what is asked for without knowing whether it ends.</summary>
internal static class StreamedText
{
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(2);

    /// <summary>The body; of a stream of events, which may have no end, what comes until it is silent.</summary>
    public static async Task<string> TextAsync(this HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType != "text/event-stream")
            return await answer.Content.ReadAsStringAsync(cancellationToken);
        await using var body = await answer.Content.ReadAsStreamAsync(cancellationToken);
        using var silent = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var (text, piece) = (new MemoryStream(), new byte[4096]);
        try
        {
            while (true)
            {
                silent.CancelAfter(s_silence);
                if (await body.ReadAsync(piece, silent.Token) is var read and > 0)
                    text.Write(piece, 0, read);
                else
                    break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // It may go on for ever.
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
