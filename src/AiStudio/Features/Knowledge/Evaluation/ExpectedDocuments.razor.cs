using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Knowledge.Evaluation;

/// <summary>Makes a question one of a set, with the documents that answer it.</summary>
public sealed partial class ExpectedDocuments
{
    private const string UsualSet = "Questions asked";

    private readonly string _id = $"expected-{Guid.CreateVersion7():n}";
    private IReadOnlyList<QuestionSetRow> _sets = [];
    private string _question = "";
    private string _documents = "";
    private string _set = UsualSet;
    private string? _error;

    [Parameter, EditorRequired]
    public Guid BaseId { get; set; }

    [Parameter]
    public string Question { get; set; } = "";

    /// <summary>Names of documents to begin with.</summary>
    [Parameter]
    public IReadOnlyList<string> Proposed { get; set; } = [];

    /// <summary>The set to begin with.</summary>
    [Parameter]
    public string? Set { get; set; }

    /// <summary>It was added to the set of this name.</summary>
    [Parameter]
    public EventCallback<string> Added { get; set; }

    [Parameter]
    public EventCallback Closed { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal QuestionSets Sets { get; init; } = null!;

    [Inject]
    internal RetrievalQuestions Questions { get; init; } = null!;

    protected override async Task OnInitializedAsync()
    {
        (_question, _documents, _set) = (Question, string.Join('\n', Proposed), Set ?? UsualSet);
        _sets = (await Sets.ListAsync(await Caller.GetAsync(), BaseId, CancellationToken.None)).Value ?? [];
    }

    private async Task AddAsync()
    {
        var added = await Questions.AddAsync(await Caller.GetAsync(), BaseId, _set, _question, _documents.Split('\n'), CancellationToken.None);
        _error = added.Error?.Message;
        if (added.Succeeded)
        {
            await Added.InvokeAsync(_set.Trim());
        }
    }
}
