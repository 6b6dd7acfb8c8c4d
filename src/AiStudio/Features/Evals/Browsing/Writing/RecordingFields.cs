namespace AiStudio.Features.Evals.Browsing.Writing;

/// <summary>What a tool answers in a case, as a form holds it.</summary>
public sealed class RecordingFields
{
    public string Tool { get; set; } = "";

    /// <summary>As JSON; empty for any.</summary>
    public string Arguments { get; set; } = "";

    public string Result { get; set; } = "";

    /// <summary>What the form does not show stays as it is.</summary>
    internal Recording? Before { get; init; }
}
