using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace AiStudio.Features.Evals.Browsing.Suites;

/// <summary>Takes cases in from a file: all of it, or nothing and the lines that are not in order.</summary>
public sealed partial class CaseImport : IDisposable
{
    private const long LargestFile = 20 * 1024 * 1024;

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<ImportProblem> _problems = [];
    private IBrowserFile? _file;
    private string? _problem;
    private bool _busy;

    [Parameter, EditorRequired]
    public Guid SuiteId { get; set; }

    /// <summary>The file is in.</summary>
    [Parameter]
    public EventCallback Done { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal CaseExchange Exchange { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private void Choose(InputFileChangeEventArgs change) => (_file, _problem, _problems) = (change.File, null, []);

    private async Task ImportAsync()
    {
        if (_file!.Size > LargestFile)
        {
            _problem = $"A file of cases has at most {Moment.Size(LargestFile)}. Divide it.";
            return;
        }

        _busy = true;
        try
        {
            using var content = new MemoryStream();
            await using (var stream = _file.OpenReadStream(LargestFile, _leaving.Token))
                await stream.CopyToAsync(content, _leaving.Token);
            var imported = await Exchange.ImportAsync(await Caller.GetAsync(), SuiteId, content.ToArray(), _leaving.Token);
            (_problem, _problems) = (imported.Error?.Message, imported.Value?.Problems ?? []);
            if (!imported.Succeeded || _problems.Count > 0)
                return;
            Toasts.Show("Imported", $"{Moment.Count(imported.Value.Added, "new case", "new cases")}{(imported.Value.Duplicates > 0 ? $"; {imported.Value.Duplicates} were here already" : "")}.");
            await Done.InvokeAsync();
        }
        catch (IOException)
        {
            _problem = "The file did not arrive whole. Choose it again.";
        }
        finally
        {
            _busy = false;
        }
    }

    public void Dispose() => _leaving.Cancel();
}
