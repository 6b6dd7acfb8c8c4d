using AiStudio.Features.Knowledge.Curation;
using AiStudio.Platform.Data;
using AiStudio.Platform.Identity;
using Microsoft.EntityFrameworkCore;

namespace AiStudio.Features.Knowledge.Quotes;

/// <summary>What citations point at, as far as it is still there and open to who asks.</summary>
internal sealed class CitedPassages(StudioDatabase database)
{
    /// <summary>The texts of chunks and of approved answers by their ids; what is missing was deleted or is closed to the caller.</summary>
    public async Task<IReadOnlyDictionary<Guid, string>> ReadAsync(Caller caller, IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var db = await database.BeginAsync(caller.Scope, cancellationToken);
        var chunks = db.Set<Chunk>().Where(chunk => ids.Contains(chunk.Id)).Select(chunk => new { chunk.Id, chunk.Text });
        var answers = db.Set<CuratedAnswer>().Where(answer => ids.Contains(answer.Id) && answer.State == CuratedState.Approved).Select(answer => new { answer.Id, Text = answer.Answer });
        return (await chunks.Concat(answers).ToListAsync(cancellationToken)).ToDictionary(passage => passage.Id, passage => passage.Text);
    }
}
