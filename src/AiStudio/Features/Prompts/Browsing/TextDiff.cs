using DiffPlex;
using DiffPlex.DiffBuilder;
using DiffPlex.DiffBuilder.Model;

namespace AiStudio.Features.Prompts.Browsing;

/// <summary>What changed between two texts, line by line, and within a line word by word.</summary>
internal static class TextDiff
{
    private const int Around = 2;

    public static IReadOnlyList<DiffRow> Of(string before, string after)
    {
        var model = new SideBySideDiffBuilder(new Differ()).BuildDiffModel(before, after);
        return [.. model.OldText.Lines.Zip(model.NewText.Lines, (old, @new) => new DiffRow(old.Position, @new.Position, Parts(old), Parts(@new)))];
    }

    /// <summary>The rows in runs: those with a change and the two lines around it, and the rest, which need not be shown.</summary>
    public static IEnumerable<(bool Shown, IReadOnlyList<DiffRow> Rows)> Runs(IReadOnlyList<DiffRow> rows)
    {
        var near = new bool[rows.Count];
        for (var row = 0; row < rows.Count; row++)
        {
            if (!rows[row].IsSame)
                Array.Fill(near, true, Math.Max(0, row - Around), Math.Min(rows.Count - 1, row + Around) - Math.Max(0, row - Around) + 1);
        }

        for (var from = 0; from < rows.Count;)
        {
            var to = from;
            while (to < rows.Count && near[to] == near[from])
                to++;
            yield return (near[from], [.. rows.Skip(from).Take(to - from)]);
            from = to;
        }
    }

    private static IReadOnlyList<DiffPart> Parts(DiffPiece line) => line.Type switch
    {
        ChangeType.Imaginary => [],
        ChangeType.Modified => [.. line.SubPieces.Where(piece => piece.Text is not null).Select(piece => new DiffPart(piece.Text, piece.Type != ChangeType.Unchanged))],
        _ => [new(line.Text, false)],
    };
}
