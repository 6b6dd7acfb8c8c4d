using System.Data.Common;
using AiStudio.Platform.Identity;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Forms;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>The sets of questions of a base; of the chosen one its runs, what they found, and its questions. The address says which.</summary>
public sealed partial class EvaluationPage : IDisposable
{
    private const long LargestFile = 8 * 1024 * 1024;

    private readonly CancellationTokenSource _leaving = new();
    private IReadOnlyList<QuestionSetRow>? _sets;
    private IBrowserFile? _file;
    private Guid? _deleting;
    private string _name = "";
    private bool _busy;
    private string? _error;

    [Parameter]
    public Guid BaseId { get; set; }

    [SupplyParameterFromQuery(Name = "set")]
    public string? AskedSet { get; set; }

    /// <summary>The run whose results are shown.</summary>
    [SupplyParameterFromQuery(Name = "run")]
    public string? AskedFirst { get; set; }

    /// <summary>The run beside it.</summary>
    [SupplyParameterFromQuery(Name = "beside")]
    public string? AskedSecond { get; set; }

    /// <summary>Settings of the search bench that are not saved.</summary>
    [SupplyParameterFromQuery(Name = "settings")]
    public string? Tried { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal QuestionSets Sets { get; init; } = null!;

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private Guid? SetId => AddressValue.Id(AskedSet);

    private Guid? First => AddressValue.Id(AskedFirst);

    private Guid? Second => AddressValue.Id(AskedSecond);

    private QuestionSetRow? Chosen => _sets?.FirstOrDefault(set => set.Id == SetId) ?? (_sets is [var only] ? only : null);

    protected override Task OnInitializedAsync() => LoadAsync();

    private string AddressOf(Guid? set) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["set"] = set, ["run"] = null, ["beside"] = null });

    private async Task LoadAsync()
    {
        try
        {
            var found = await Sets.ListAsync(await Caller.GetAsync(), BaseId, _leaving.Token);
            (_sets, _error) = (found.Value, found.Error?.Message);
        }
        catch (DbException)
        {
            _error = "This could not be read right now. Try again in a moment.";
        }
        catch (OperationCanceledException)
        {
            // The page was left.
        }
    }

    private void Choose(InputFileChangeEventArgs change)
    {
        _file = change.File;
        _name = _name.Length > 0 ? _name : Path.GetFileNameWithoutExtension(_file.Name);
    }

    private async Task ImportAsync()
    {
        if (_file!.Size > LargestFile)
        {
            _error = "A file of questions has at most 8 MB. Divide it.";
            return;
        }

        _busy = true;
        try
        {
            using var content = new MemoryStream();
            await using (var stream = _file.OpenReadStream(LargestFile, _leaving.Token))
            {
                await stream.CopyToAsync(content, _leaving.Token);
            }

            var added = await Sets.ImportAsync(await Caller.GetAsync(), BaseId, _name, content.ToArray(), _leaving.Token);
            _error = added.Error?.Message;
            if (added.Succeeded)
            {
                (_name, _file) = ("", null);
                await LoadAsync();
                Navigation.NavigateTo(AddressOf(added.Value));
            }
        }
        finally
        {
            _busy = false;
        }
    }

    private async Task DeleteAsync(Guid set)
    {
        _deleting = null;
        var deleted = await Sets.DeleteAsync(await Caller.GetAsync(), set, _leaving.Token);
        await LoadAsync();
        _error = deleted.Error?.Message;
        if (set == SetId)
        {
            Navigation.NavigateTo(AddressOf(null));
        }
    }

    public void Dispose() => _leaving.Cancel();
}
