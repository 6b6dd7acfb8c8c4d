namespace AiStudio.Features.Chat;

/// <summary>One line of a menu or a list to pick from.</summary>
public sealed record Choice(string Value, string Label, string? Detail = null, string? Icon = null);
