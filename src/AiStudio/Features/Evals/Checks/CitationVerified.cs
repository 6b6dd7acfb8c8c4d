using AiStudio.Features.Chat.Turns;

namespace AiStudio.Features.Evals.Checks;

/// <summary>The answer cites, and what it quotes stands in what it cites, as chats see it.</summary>
public sealed record CitationVerified : Check
{
    internal override string Kind => "citation_verified";

    internal override ValueTask<CheckResult> TryAsync(CheckedAnswer answer, ICheckAid aid, CancellationToken cancellationToken)
    {
        var citations = CitationReader.Read(answer.Text, answer.Passages);
        return citations.FirstOrDefault(citation => citation.Verified == false) is { } wrong ? Done(false, $"What it quotes does not stand in [{wrong.Number}] {wrong.Document}.")
            : citations.Any(citation => citation.Verified == true) ? Done(true, "What it quotes stands in what it cites.")
            : Done(false, citations.Count == 0 ? "It cites nothing." : "It cites, but quotes nothing that could be verified.");
    }
}
