namespace AiStudio.Features.Traces.Detail;

/// <summary>The prompt version that answered, as its page is found.</summary>
public sealed record PromptNames(string Slug, string Name, string Version);
