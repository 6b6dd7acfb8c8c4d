using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Knowledge.Ingestion.Extraction;

/// <summary>
/// Reads a document in a process of its own: this program again, with <see cref="ExtractionProgram"/>, under limits of processor time, memory, files
/// and output that the kernel enforces. A file that is built to kill its reader kills that process and gets a plain answer.
/// </summary>
internal sealed class ExtractionProcess(IOptions<ExtractionOptions> options, TimeProvider time) : IDisposable
{
    private const int LargestAnswer = 128 * 1024 * 1024;

    private readonly SemaphoreSlim _places = new(options.Value.MaxConcurrency);

    public async Task<ExtractedText> ReadAsync(byte[] content, string mediaType, CancellationToken cancellationToken)
    {
        if (TextExtractor.IsHarmless(mediaType))
        {
            return TextExtractor.Extract(content, mediaType);
        }

        await _places.WaitAsync(cancellationToken);
        try
        {
            return await RunAsync(content, mediaType, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    public void Dispose() => _places.Dispose();

    private async Task<ExtractedText> RunAsync(byte[] content, string mediaType, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.TimeLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = Process.Start(Command(mediaType))!;
        try
        {
            var writing = WriteAsync(process, content, either.Token);
            var complaining = process.StandardError.BaseStream.CopyToAsync(Stream.Null, either.Token);
            var answer = await ReadAsync(process, either.Token);
            await Task.WhenAll(writing, complaining, process.WaitForExitAsync(either.Token));
            return process.ExitCode == 0 && answer is not null ? Check(JsonSerializer.Deserialize<ExtractionAnswer>(answer.GetBuffer().AsSpan(0, (int)answer.Length)), mediaType) : throw Exhausted(mediaType);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw Exhausted(mediaType);
        }
        finally
        {
            // With pdftotext, which it may have started.
            process.Kill(entireProcessTree: true);
        }
    }

    private RefusedDocumentException Exhausted(string mediaType) => new(string.Create(
        CultureInfo.InvariantCulture,
        $"This {DocumentKind.NameOf(mediaType)} file cannot be read within {options.Value.TimeLimit.TotalSeconds:0} seconds and {options.Value.MemoryMegabytes} MB of memory. It may be damaged; save it again or split it."));

    private static ExtractedText Check(ExtractionAnswer? answer, string mediaType) =>
        answer is null || answer.Text is null || answer.Blocks is null ? throw RefusedDocumentException.Damaged(mediaType)
        : answer.Refusal is { } refusal ? throw new RefusedDocumentException(refusal)
        : answer.Text.Length <= TextComposer.LongestText && BlockOutline.Fits(answer.Blocks, answer.Text.Length)
            ? new ExtractedText(answer.Text, BlockOutline.Unpack(answer.Blocks), answer.Pages)
        : throw RefusedDocumentException.Damaged(mediaType);

    private static async Task WriteAsync(Process process, byte[] content, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(content, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It has ended already; its exit says why.
        }
    }

    private static async Task<MemoryStream?> ReadAsync(Process process, CancellationToken cancellationToken)
    {
        var answer = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await process.StandardOutput.BaseStream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (answer.Length + read > LargestAnswer)
            {
                return null;
            }

            answer.Write(buffer, 0, read);
        }

        return answer;
    }

    private ProcessStartInfo Command(string mediaType)
    {
        var memory = (long)options.Value.MemoryMegabytes * 1024 * 1024;
        var start = new ProcessStartInfo("prlimit",
        [
            // Files of no length: nothing can be written anywhere.
            $"--cpu={Math.Ceiling(options.Value.TimeLimit.TotalSeconds):0}", $"--data={memory}", "--fsize=0", "--core=0", "--nofile=256", "--",
            Runtime, typeof(ExtractionProcess).Assembly.Location, ExtractionProgram.Verb, mediaType,
        ])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/",
        };
        // No connection string, no key: what reads a stranger's file knows nothing.
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        start.Environment["LANG"] = "C.UTF-8";
        start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(Runtime);
        // Half of the memory is for the heap; the rest is the runtime's own and pdftotext's.
        start.Environment["DOTNET_GCHeapHardLimit"] = (memory / 2).ToString("X", CultureInfo.InvariantCulture);
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        // Its pages would be files.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        return start;
    }

    /// <summary>The <c>dotnet</c> that runs this program, which may be running by an executable of its own.</summary>
    private static string Runtime { get; } = Path.GetFullPath(Path.Combine(System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
}
