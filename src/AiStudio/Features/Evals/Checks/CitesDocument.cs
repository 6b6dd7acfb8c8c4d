using AiStudio.Features.Chat.Turns;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The answer cites a document, named by its name, its id or its external id.</summary>
public sealed record CitesDocument(string Document) : Check
{
    internal override string Kind => "cites_document";

    internal override string? Problem => TextProblem(Document, "the name of a document");

    internal override async ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken)
    {
        var cited = CitationReader.Read(answer.Text, answer.Passages).Where(citation => !citation.IsCurated).ToList();
        var wanted = cited.Count == 0 ? null : await aid.DocumentsAsync(Document, cancellationToken);
        return wanted is not null && cited.Any(citation => wanted.Contains(citation.DocumentId)) ? Result(true, $"It cites {Short(Document)}.")
            : Result(false, cited.Count == 0 ? "It cites nothing." : $"It cites {Short(string.Join(", ", cited.Select(citation => citation.Document).Distinct()))}, not {Short(Document)}.");
    }
}
