using AiStudio.Features.Evals.Checks;
using AiStudio.Features.Evals.Judging;
using AiStudio.Features.Jobs;
using AiStudio.Features.Models;
using AiStudio.Gateway;
using AiStudio.Platform.Results;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.AI;

namespace AiStudio.Features.Evals.Running;

/// <summary>The models that decide the checks of one case, metered as calls of its run.</summary>
internal sealed class CaseAid(JobRun job, RunSetup setup, OpenCase open, IEmbeddingGenerator<string, Embedding<float>> embeddings, JudgeCall judges) : ICheckAid
{
    private HashSet<Guid>? _none;

    /// <summary>What deciding has cost.</summary>
    public long CostNanoUsd { get; private set; }

    public async Task<Result<double>> SimilarityAsync(string left, string right, CancellationToken cancellationToken)
    {
        using var call = new GatewayCall(setup.Caller, ModelAlias.Embedding, await RunCalls.AddAsync(job, open, CallPurpose.Similarity, cancellationToken));
        try
        {
            var vectors = await embeddings.GenerateAsync([left, right], new GatewayEmbeddingOptions(call), cancellationToken);
            return Cosine(vectors[0].Vector.Span, vectors[1].Vector.Span);
        }
        catch (GatewayException failure) when (!RunFaults.StopRun(failure.Error) && !RunFaults.MayPass(failure.Error))
        {
            return Error.Invalid(failure.Error.Code, $"The similarity could not be computed. {failure.Message}");
        }
        finally
        {
            CostNanoUsd += call.CostNanoUsd ?? 0;
        }
    }

    public async Task<Result<JudgeVerdict>> JudgeAsync(CheckedAnswer answer, string? criterion, CancellationToken cancellationToken)
    {
        if (setup.Judge is not { } judge)
            return Error.Invalid("eval_needs_judge", "The suite has no judge.");
        var asked = new JudgedAnswer(answer.Question, answer.Text, criterion);
        return await judges.AskAsync(setup.Caller, judge, asked, () => RunCalls.AddAsync(job, open, CallPurpose.Judge, cancellationToken), cost => CostNanoUsd += cost, cancellationToken);
    }

    public async Task<IReadOnlySet<Guid>> DocumentsAsync(string name, CancellationToken cancellationToken)
    {
        if (setup.Suite.KnowledgeBaseIds is not { Length: > 0 } bases)
            return _none ??= [];
        await using var db = await job.BeginAsync(cancellationToken);
        return (await db.Database.SqlQuery<Guid>($"""
            select id as "Value" from document
            where org_id = {db.Scope.OrganizationId} and knowledge_base_id = any({bases}) and (id::text = {name} or external_id = {name} or name = {name})
            """).ToListAsync(cancellationToken)).ToHashSet();
    }

    private static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        double product = 0, one = 0, other = 0;
        for (var at = 0; at < left.Length; at++)
        {
            product += (double)left[at] * right[at];
            one += (double)left[at] * left[at];
            other += (double)right[at] * right[at];
        }

        return one == 0 || other == 0 ? 0 : product / Math.Sqrt(one * other);
    }
}
