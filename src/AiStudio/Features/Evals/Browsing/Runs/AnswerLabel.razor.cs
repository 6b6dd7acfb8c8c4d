using AiStudio.Platform.Identity;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Browsing.Runs;

/// <summary>What a person says of an answer, for the judge to be measured by. Pressed again, it is taken back.</summary>
public sealed partial class AnswerLabel
{
    private bool? _good;
    private bool? _given;
    private string? _told;

    [Parameter, EditorRequired]
    public Guid JudgeId { get; set; }

    [Parameter, EditorRequired]
    public Guid RunId { get; set; }

    [Parameter, EditorRequired]
    public Guid CaseId { get; set; }

    [Parameter, EditorRequired]
    public int Repeat { get; set; }

    /// <summary>What was said until now.</summary>
    [Parameter]
    public bool? Good { get; set; }

    [Inject]
    internal CallerAccessor Caller { get; init; } = null!;

    [Inject]
    internal JudgeDesk Desk { get; init; } = null!;

    protected override void OnParametersSet()
    {
        if (_given == Good)
            return;
        (_given, _good) = (Good, Good);
    }

    private async Task SayAsync(bool good)
    {
        bool? said = _good == good ? null : good;
        var labelled = await Desk.LabelAsync(await Caller.GetAsync(), JudgeId, RunId, CaseId, Repeat, said, CancellationToken.None);
        if (labelled.Succeeded)
            _good = said;
        _told = labelled.Error?.Message ?? (said is null ? "Taken back" : "Kept, for the judge to be measured by");
    }
}
