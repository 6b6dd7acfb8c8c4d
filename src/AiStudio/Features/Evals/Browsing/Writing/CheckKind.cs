namespace AiStudio.Features.Evals.Browsing.Writing;

/// <summary>The kinds of checks, as they stand in <c>kind</c>, and what a form asks for.</summary>
/// <param name="Kind">As in files.</param>
/// <param name="Label">In the list of kinds.</param>
/// <param name="Asks">What the text is; empty when there is none.</param>
/// <param name="Measure">What the number is; empty when there is none.</param>
internal sealed record CheckKind(string Kind, string Label, string Asks = "", string Measure = "")
{
    public const string Contains = "contains";
    public const string NotContains = "not_contains";
    public const string Matches = "regex";
    public const string FitsSchema = "json_schema";
    public const string Similar = "similarity";
    public const string HasTone = "tone";
    public const string MeetsRubric = "rubric";
    public const string CitationVerified = "citation_verified";
    public const string CitesDocument = "cites_document";
    public const string ToolCalled = "tool_called";
    public const string ToolNotCalled = "tool_not_called";
    public const string WithinLatency = "latency";
    public const string WithinCost = "cost";

    public static readonly IReadOnlyList<CheckKind> All =
    [
        new(Contains, "Says", "These words"),
        new(NotContains, "Does not say", "These words"),
        new(CitationVerified, "Cites, and what it quotes stands there"),
        new(CitesDocument, "Cites a document", "Its name or external id"),
        new(Matches, "Fits a regular expression", "The expression"),
        new(FitsSchema, "Is JSON of a schema", "The JSON Schema"),
        new(Similar, "Means about the same as", "A reference answer", "Similarity of at least, 0 to 1"),
        new(MeetsRubric, "The judge finds it good", "What to look at besides its rubric; may be empty"),
        new(HasTone, "The judge finds the tone", "The tone, such as “friendly and brief”"),
        new(ToolCalled, "Calls a tool", "The tool"),
        new(ToolNotCalled, "Does not call a tool", "The tool"),
        new(WithinLatency, "Comes within a time", Measure: "Milliseconds"),
        new(WithinCost, "Costs at most", Measure: "Dollars"),
    ];

    public bool TakesArguments => Kind is ToolCalled or ToolNotCalled;

    public bool IsLong => Kind is FitsSchema or Similar or MeetsRubric;

    public static CheckKind Of(string kind) => All.FirstOrDefault(known => known.Kind == kind) ?? new(kind, kind);
}
