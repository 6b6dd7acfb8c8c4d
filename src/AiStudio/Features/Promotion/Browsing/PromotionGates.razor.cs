using System.Globalization;
using AiStudio.Features.Promotion.Board;
using AiStudio.Shell.Controls;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Promotion.Browsing;

/// <summary>The four gates between a version and production, and what stands at each.</summary>
public sealed partial class PromotionGates
{
    [Parameter, EditorRequired]
    public PromotionDetail Promotion { get; set; } = null!;

    private PromotionEntry Entry => Promotion.Entry;

    // How far each gate is: passed, at work, or still to come.
    private bool? Evaluated => Entry.State switch
    {
        PromotionState.Evaluating => false,
        PromotionState.Refused => null,
        _ => Entry.OverriddenBy is null || Promotion.Evidence.All(row => row.Problem is null) ? true : null,
    };

    private bool? Approved => Entry.ApprovedAt is not null ? true : Entry.State == PromotionState.Evaluated ? false : null;

    private bool? Canary => Entry.State switch
    {
        PromotionState.Canary => false,
        PromotionState.Production when !WentStraight => true,
        _ => null,
    };

    // Into production without a canary: there was nothing to compare it with, or an owner wanted none.
    private bool WentStraight => Entry is { State: PromotionState.Production, ExperimentId: null };

    private string EvaluatedWord => Entry.State switch
    {
        PromotionState.Evaluating => "Running",
        PromotionState.Refused => "Refused",
        _ => Evaluated == true ? "Passed" : "Not passed",
    };

    private string EvaluatedText => Entry.State switch
    {
        PromotionState.Refused => Entry.Reason ?? "The gate refused it.",
        PromotionState.Evaluating => "Its suites are run now, and those of what is in production where they have not been.",
        _ => Promotion.Evidence.FirstOrDefault(row => row.Problem is not null)?.Problem
            ?? (Promotion.Evidence is [var first, ..] ? string.Create(CultureInfo.InvariantCulture, $"{(double)first.Passed / Math.Max(1, first.Cases):0.0 %} pass, needs {first.MinPassRate:0.# %}.") : "No suite gates this prompt."),
    };

    private string ApprovedText => Entry switch
    {
        { OverriddenBy: { } owner, OverrideReason: var reason } => $"{owner} went past the gate: “{reason}”",
        { ApprovedBy: var by, ApprovedAt: { } at } => $"{by ?? "An admin"}, {Moment.Of(at)}{(Promotion.ApprovalNote.Length > 0 ? $": “{Promotion.ApprovalNote}”" : ".")}",
        { State: PromotionState.Evaluated } => Promotion.May.NotApprove ?? "Somebody else than who asked for it and who wrote it has to agree.",
        _ => "Comes after the evaluation.",
    };

    private string CanaryWord => Entry.State switch
    {
        PromotionState.Canary => Entry.Held ? "Held" : "Running",
        PromotionState.RolledBack => "Rolled back",
        PromotionState.Production => WentStraight ? "None" : "Passed",
        _ => "Waiting",
    };

    private string CanaryBadge => Entry.State switch
    {
        PromotionState.Canary => Entry.Held ? "canary" : "canary live",
        PromotionState.RolledBack => "rolled",
        _ => Badge(Canary),
    };

    private string CanaryText => Entry.State switch
    {
        PromotionState.Canary when Promotion.Step < Promotion.Steps.Count => string.Create(CultureInfo.InvariantCulture,
            $"{Promotion.Answers:#,0} of {Promotion.Steps[Promotion.Step].MinAnswers:#,0} answers at this step, {Promotion.Guards.Count(guard => !guard.Breached)} of {Promotion.Guards.Count} guards hold. {NextStep}"),
        PromotionState.RolledBack => Entry.Reason ?? "It was rolled back.",
        PromotionState.Production when Entry.Incumbent is null => "There was nothing in production to compare it with.",
        PromotionState.Production => WentStraight ? $"{Entry.OverriddenBy ?? "An owner"} let it go into production without one: “{Entry.OverrideReason}”" : "All guards held to the end.",
        _ when Entry.Incumbent is null => "Nothing is in production to compare it with: it goes there after approval.",
        _ => "Begins after approval.",
    };

    private string NextStep => Entry.Held ? "It stays there until somebody lets it go on."
        : Promotion.Step + 1 < Promotion.Steps.Count ? $"Next: {Promotion.Steps[Promotion.Step + 1].Percent} % if they still do."
        : "Next: production if they still do.";

    private string ProductionText => Entry.State switch
    {
        PromotionState.Production => $"Answers everybody since {Moment.Of(Entry.EndedAt ?? Entry.RequestedAt)}.",
        PromotionState.RolledBack => $"Stays at {Entry.Incumbent ?? "nothing"}.{(Entry.Blocked ? " This text is blocked until an owner says otherwise." : "")}",
        PromotionState.Refused or PromotionState.Withdrawn => $"Stays at {Entry.Incumbent ?? "nothing"}.",
        _ => $"Moves to {Entry.Version} by itself when the last step has passed.",
    };

    private string RampLabel =>
        $"Steps: {string.Join(", ", Promotion.Steps.Select((step, at) => $"{step.Percent} percent {(StepClass(at) switch { "on" => "done", "at" => "running", _ => "to come" })}"))}, then production";

    private string? StepClass(int at) => Entry.State switch
    {
        PromotionState.Production => "on",
        PromotionState.Canary => at < Promotion.Step ? "on" : at == Promotion.Step ? "at" : null,
        _ => null,
    };

    private static string GateClass(bool? passed) => passed switch { true => "done", false => "now", _ => "wait" };

    private static string Badge(bool? passed) => passed switch { true => "ok", false => "busy", _ => "draft" };
}
