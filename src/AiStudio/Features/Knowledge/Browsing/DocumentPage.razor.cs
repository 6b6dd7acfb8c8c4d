using AiStudio.Features.Knowledge.Ingestion;
using AiStudio.Features.Knowledge.Recutting;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Browsing;

/// <summary>A document with its chunks; a citation opens it at its passage, in the version that was cited.</summary>
public sealed partial class DocumentPage : IDisposable
{
    private readonly CancellationTokenSource _leaving = new();
    private string? _error;
    private string? _note;

    [Parameter]
    public Guid DocumentId { get; set; }

    /// <summary>The passage to highlight.</summary>
    [SupplyParameterFromQuery(Name = "chunk")]
    public string? AskedChunk { get; set; }

    /// <summary>The quoted words by their place in the passage, as in <c>12-84</c>, or <c>missing</c> when they do not stand there; all of the passage when it is not said.</summary>
    [SupplyParameterFromQuery(Name = "quote")]
    public string? Quote { get; set; }

    /// <summary>The page to open when there is no passage.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public string? AskedPage { get; set; }

    /// <summary>The first stretch of the text to show when there is no passage.</summary>
    [SupplyParameterFromQuery(Name = "from")]
    public string? AskedFrom { get; set; }

    /// <summary>The version to open; the current one when it is not said.</summary>
    [SupplyParameterFromQuery(Name = "version")]
    public string? AskedVersion { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal DocumentReader Reader { get; init; } = null!;

    [Inject]
    internal Recuts Recuts { get; init; } = null!;

    [Inject]
    internal KnowledgeService Knowledge { get; init; } = null!;

    private Guid? Chunk => AddressValue.Id(AskedChunk);

    private IReadOnlyList<BaseSummary>? Bases { get; set; }

    private DocumentView? View { get; set; }

    private string PageName => DocumentKind.PageNameOf(View!.MediaType) ?? "Page";

    /// <summary>For each part the number of the page that begins with it; null inside a page.</summary>
    private IEnumerable<int?> NewPages => View!.Parts.Select((part, at) => at > 0 && View.Parts[at - 1].Page == part.Page ? null : part.Page);

    private bool MayWrite { get; set; }

    protected override Task OnParametersSetAsync() => OpenAsync();

    private async Task OpenAsync()
    {
        var caller = await Caller.GetAsync();
        MayWrite = KnowledgeService.MayWrite(caller);
        Bases ??= await Knowledge.ListAsync(caller, _leaving.Token);
        var opened = await Reader.OpenAsync(caller, DocumentId, new DocumentPlace(Chunk, AddressValue.Number(AskedVersion), AddressValue.Number(AskedFrom) ?? 0, AddressValue.Number(AskedPage)), _leaving.Token);
        View = opened.Value;
        _error = opened.Error?.Message;
    }

    private async Task CutAgainAsync()
    {
        var queued = await Recuts.StartDocumentAsync(await Caller.GetAsync(), DocumentId, _leaving.Token);
        _note = queued.Error?.Message ?? "It is being cut again. Until that is done, the chunks below are searched.";
        await OpenAsync();
    }

    private string PageAt(int first) => $"/knowledge/documents/{DocumentId}?version={View!.Version}&from={Math.Max(0, first)}";

    public void Dispose() => _leaving.Cancel();
}
