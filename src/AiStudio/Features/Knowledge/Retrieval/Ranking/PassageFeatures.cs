namespace AiStudio.Features.Knowledge.Retrieval.Ranking;

/// <summary>What speaks for a candidate. Each is divided by the best among the candidates before it is weighed, so that one question is like another.</summary>
internal sealed record PassageFeatures
{
    /// <summary>BM25 over the words of the whole chunk, its title and headings.</summary>
    public double Words { get; init; }

    /// <summary>Neighbouring words of the question that stand together.</summary>
    public double Pairs { get; init; }

    /// <summary>The best sentence, by character 4-grams.</summary>
    public double SentenceGrams { get; init; }

    /// <summary>The best two sentences in a row, by words.</summary>
    public double Sentences { get; init; }

    /// <summary>The best sentence that has what the question word asks for: a name, a year, a number.</summary>
    public double Answer { get; init; }

    /// <summary>The longest run of the question, in its order, within a sentence.</summary>
    public double Order { get; init; }

    /// <summary>The question's words in title and headings.</summary>
    public double Title { get; init; }

    /// <summary>The question's words, or words that look like them.</summary>
    public double Alike { get; init; }

    /// <summary>How long it is (logarithm): of two that match alike, the shorter one says it.</summary>
    public double Length { get; init; }

    /// <summary>How well the other candidates of the same subject match.</summary>
    public double Topic { get; init; }

    /// <summary>The question's names.</summary>
    public double Names { get; init; }

    /// <summary>The question's figures.</summary>
    public double Figures { get; init; }

    /// <summary>The share of the question's words.</summary>
    public double Coverage { get; init; }

    /// <summary>The cosine of the vectors, not below 0.</summary>
    public double Vector { get; init; }
}
