using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace AiStudio.Features.Evals.Playground;

/// <summary>One answer with what it cost, in tokens, money and time.</summary>
public sealed partial class AnswerColumn
{
    [Parameter, EditorRequired]
    public string Name { get; set; } = "";

    [Parameter, EditorRequired]
    public PlaygroundAnswer Answer { get; set; } = null!;

    /// <summary>The question shall become a case.</summary>
    [Parameter]
    public EventCallback Save { get; set; }

    private string Facts => Answer switch
    {
        { IsRunning: true } => "Answering…",
        { ServedBy: { } model } => $"Answered by {model}",
        _ => "Not answered",
    };

    private static string Number(long value) => value.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Seconds(TimeSpan? took) => took is { } time ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.00} s") : "–";
}
