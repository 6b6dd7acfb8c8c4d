namespace AiStudio.Api.Reference;

/// <summary>What the OpenAPI document says about an operation beyond its types.</summary>
/// <param name="Summary">A few words, as "List budgets"; the operation's id is made of them.</param>
/// <param name="Answer">An answer as JSON; null for one without a body.</param>
/// <param name="Request">A request body as JSON that the app accepts; null for none.</param>
internal sealed record OperationNote(string Summary, string? Answer = null, string? Request = null);
