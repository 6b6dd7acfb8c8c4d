namespace AiStudio.Features.Evals.Playground;

/// <summary>One message of what is asked.</summary>
public sealed class PlaygroundMessage
{
    /// <summary>Whether the assistant is to have said it.</summary>
    public bool IsAnswer { get; set; }

    public string Text { get; set; } = "";
}
