using AiStudio.Features.Jobs;
using AiStudio.Features.Knowledge.Retrieval;
using AiStudio.Gateway;

namespace AiStudio.Features.Evals.Running;

/// <summary>Keeps the calls that find a case's passages with those of its run.</summary>
internal sealed class SearchBook(JobRun job, OpenCase open, CaseAnswer answer) : ICallBook
{
    public Task<Guid> NextAsync(CancellationToken cancellationToken) => RunCalls.AddAsync(job, open, CallPurpose.Search, cancellationToken);

    public void Add(GatewayCall call) => answer.AddSearch(call);
}
