using AiStudio.Platform.Data;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Prompts;

/// <summary>Where a label stood, one place after the other. A rollback goes back in it: what it left is no place to go back to.</summary>
internal sealed class LabelHistory
{
    private readonly List<Guid> _stood = [];

    /// <summary>What the last move rolled back from; <see langword="null"/> when that went on.</summary>
    public Guid? LeftLast { get; private set; }

    public static async Task<LabelHistory> ReadAsync(StudioDb db, Guid promptId, string label, CancellationToken cancellationToken)
    {
        var history = new LabelHistory();
        var moves = await db.Set<LabelMove>().AsNoTracking().Where(move => move.PromptId == promptId && move.Label == label).OrderBy(move => move.MovedAt).ThenBy(move => move.Id)
            .Select(move => new { move.FromVersionId, move.ToVersionId, move.Rollback }).ToListAsync(cancellationToken);
        foreach (var move in moves)
            history.Add(move.FromVersionId, move.ToVersionId, move.Rollback);
        return history;
    }

    /// <summary>Where it stands; <see langword="null"/> when it never stood anywhere.</summary>
    public Guid? Standing => _stood is [.., var last] ? last : null;

    /// <summary>Where it stood before it came to where it stands; <see langword="null"/> when that is not known.</summary>
    public Guid? Before(Guid standing) => _stood is [.., var before, var last] && last == standing ? before : null;

    internal void Add(Guid? from, Guid to, bool rollback)
    {
        if (_stood.Count == 0 && from is { } first)
            _stood.Add(first);
        var earlier = rollback ? _stood.LastIndexOf(to) : -1;
        LeftLast = earlier >= 0 ? from : null;
        if (earlier >= 0)
            _stood.RemoveRange(earlier + 1, _stood.Count - earlier - 1);
        else
            _stood.Add(to);
    }
}
