namespace AiStudio.Benchmarks.Retrieval;

/// <summary>What one system answered: for every question the documents, best first.</summary>
internal sealed class RankedLists(string system)
{
    private readonly Dictionary<string, IReadOnlyList<string>> _lists = [];

    public string System => system;

    public IReadOnlyDictionary<string, IReadOnlyList<string>> Lists => _lists;

    public void Add(string question, IEnumerable<string> documents) => _lists[question] = [.. documents.Distinct().Take(10)];

    public double Recall(IReadOnlyCollection<LabelledQuestion> questions, int k) =>
        questions.Count == 0 ? 0 : questions.Average(question => Rank(question) is { } rank && rank <= k ? 1.0 : 0);

    public double MeanReciprocalRank(IReadOnlyCollection<LabelledQuestion> questions) =>
        questions.Count == 0 ? 0 : questions.Average(question => Rank(question) is { } rank ? 1.0 / rank : 0);

    private int? Rank(LabelledQuestion question) =>
        _lists.TryGetValue(question.Id, out var list) && list.ToList().IndexOf(question.DocId) is >= 0 and var at ? at + 1 : null;
}
