namespace AiStudio.Features.Chat;

/// <summary>An assistant to pick: the model it asks unless the person names another, and the names of the bases it reads.</summary>
internal sealed record AssistantRow(Guid Id, string Name, string Description, string Model, bool IsDefault, IReadOnlyList<string> KnowledgeBases);
