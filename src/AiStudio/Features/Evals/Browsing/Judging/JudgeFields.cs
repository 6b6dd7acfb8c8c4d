namespace AiStudio.Features.Evals.Browsing.Judging;

/// <summary>A judge as a form holds it.</summary>
public sealed class JudgeFields
{
    public string Name { get; set; } = "";

    public string Rubric { get; set; } = "";

    public string Model { get; set; } = "";

    public static JudgeFields Of(JudgeDraft draft) => new() { Name = draft.Name, Rubric = draft.Rubric, Model = draft.Model };

    public JudgeDraft ToDraft() => new(Name, Rubric, Model);
}
