using AiStudio.Features.Prompts.Exchange;
using AiStudio.Platform.Identity;
using AiStudio.Platform.Results;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>Takes a file of prompts in.</summary>
public sealed partial class ImportCard : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private IBrowserFile? _file;
    private string? _problem;
    private bool _busy;

    /// <summary>The file is in.</summary>
    [Parameter]
    public EventCallback Done { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal PromptImport Import { get; init; } = null!;

    [Inject]
    public required Toasts Toasts { get; init; }

    private void Choose(InputFileChangeEventArgs change) => (_file, _problem) = (change.File, null);

    private async Task ImportAsync()
    {
        _busy = true;
        try
        {
            var imported = await ReadAsync(_file!);
            _problem = imported.Error?.Message;
            if (!imported.Succeeded)
                return;
            Toasts.Show("Imported", Told(imported.Value));
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

    private async Task<Result<ImportedPrompts>> ReadAsync(IBrowserFile chosen)
    {
        if (chosen.Size > PromptFile.Largest)
            return Error.Invalid("prompt_file", $"A file of prompts has at most {Moment.Size(PromptFile.Largest)}. Divide it.");
        using var content = new MemoryStream();
        await using (var stream = chosen.OpenReadStream(PromptFile.Largest, _leaving.Token))
            await stream.CopyToAsync(content, _leaving.Token);
        var file = PromptFile.Read(content.GetBuffer().AsSpan(0, (int)content.Length));
        return file.Succeeded ? await Import.ImportAsync(await Caller.GetAsync(), file.Value, _leaving.Token) : file.Error;
    }

    private static string Told(ImportedPrompts imported) => imported.Versions.Count == 0
        ? "Everything in the file was here already."
        : $"{Moment.Count(imported.Versions.Count, "new version", "new versions")}{(imported.NewPrompts > 0 ? $" and {Moment.Count(imported.NewPrompts, "new prompt", "new prompts")}" : "")}; {imported.Unchanged} were here already.";

    public void Dispose() => _leaving.Cancel();
}
