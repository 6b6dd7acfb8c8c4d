namespace AiStudio.Gateway.ResponseCache;

/// <summary>
/// What the caller may see: answers are shared between calls of one organization and one scope only. The API key of the caller
/// is added to it by the gateway, so that two keys never share an answer.
/// </summary>
/// <param name="Role">The caller's role in the organization.</param>
/// <param name="KnowledgeBases">The knowledge bases the answer may be based on.</param>
/// <param name="PrivateTo">The one person it may be given to, once anything private to them (history, memory, files) is among the messages; else <see langword="null"/>.</param>
public sealed record CacheScope(string Role, IReadOnlyCollection<Guid> KnowledgeBases, Guid? PrivateTo)
{
    internal string Hash(GatewayCaller caller)
    {
        using var print = new Fingerprint("scope");
        print.Add(Role).Add(caller.ApiKeyId).Add(PrivateTo).Add(KnowledgeBases.Count);
        foreach (var knowledge in KnowledgeBases.Order())
            print.Add(knowledge);
        return print.Hex();
    }
}
