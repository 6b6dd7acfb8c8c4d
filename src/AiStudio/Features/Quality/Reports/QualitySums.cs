using System.Runtime.InteropServices;

namespace AiStudio.Features.Quality.Reports;

/// <summary>Folded calls added up: in all, by step of time, by model and by assistant.</summary>
internal sealed class QualitySums
{
    private readonly Dictionary<string, QualityFigures> _steps = [];
    private readonly Dictionary<string, QualityFigures> _models = [];
    private readonly Dictionary<Guid, QualityFigures> _assistants = [];

    public QualityFigures Total { get; } = new();

    /// <summary>By their local beginning as <c>yyyy-MM-dd HH:mm</c>.</summary>
    public IReadOnlyDictionary<string, QualityFigures> Steps => _steps;

    public IReadOnlyDictionary<string, QualityFigures> Models => _models;

    /// <summary>The zero id: none.</summary>
    public IReadOnlyDictionary<Guid, QualityFigures> Assistants => _assistants;

    public void Add(FoldedCalls row)
    {
        Total.Add(row);
        Of(_steps, row.Step).Add(row);
        Of(_models, row.Model).Add(row);
        Of(_assistants, row.AssistantId).Add(row);
    }

    private static QualityFigures Of<T>(Dictionary<T, QualityFigures> sums, T key)
        where T : notnull => CollectionsMarshal.GetValueRefOrAddDefault(sums, key, out _) ??= new QualityFigures();
}
