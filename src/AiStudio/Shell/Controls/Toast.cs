namespace AiStudio.Shell.Controls;

public sealed record Toast(string Title, string Text, string? Action, Func<Task>? Run);
