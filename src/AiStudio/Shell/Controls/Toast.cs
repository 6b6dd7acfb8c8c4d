namespace AiStudio.Shell.Controls;

/// <summary>A short notice. Two that say the same are two.</summary>
public sealed record Toast(string Title, string Text, string? Action, Func<Task>? Run)
{
    public Guid Id { get; } = Guid.CreateVersion7();
}
