using AiStudio.Gateway;
using AiStudio.Platform.Tenancy;

namespace AiStudio.Features.Knowledge.Retrieval;

/// <summary>Finds the passages of some knowledge bases that may answer a question: full text and vectors, fused.</summary>
internal sealed class PassageRetriever
{
    public Task<Retrieval> SearchAsync(
        TenantScope scope, GatewayCaller caller, IReadOnlyList<Guid> knowledgeBaseIds, string question, int topK, CancellationToken cancellationToken) =>
        throw new NotImplementedException();
}
