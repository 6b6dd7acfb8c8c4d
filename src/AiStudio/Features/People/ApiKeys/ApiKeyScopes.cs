using AiStudio.Platform.Identity;

namespace AiStudio.Features.People.ApiKeys;

/// <summary>Scopes as the database and the claims write them, and who may give them.</summary>
internal static class ApiKeyScopes
{
    public static string ToName(this ApiKeyScope scope) => scope switch
    {
        ApiKeyScope.Chat => "chat",
        ApiKeyScope.Embeddings => "embeddings",
        ApiKeyScope.Knowledge => "knowledge",
        ApiKeyScope.Evals => "evals",
        ApiKeyScope.Admin => "admin",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "No such scope."),
    };

    /// <summary>The scope, or null when there is none of this name.</summary>
    public static ApiKeyScope? Parse(string? name) => name switch
    {
        "chat" => ApiKeyScope.Chat,
        "embeddings" => ApiKeyScope.Embeddings,
        "knowledge" => ApiKeyScope.Knowledge,
        "evals" => ApiKeyScope.Evals,
        "admin" => ApiKeyScope.Admin,
        _ => null,
    };

    /// <summary>Whether somebody of this role has the right themselves: nobody gives what they do not have.</summary>
    public static bool Reaches(this Role role, ApiKeyScope scope) => scope is not (ApiKeyScope.Evals or ApiKeyScope.Admin) || role >= Role.Admin;

    /// <summary>What is left of a key's scopes now that its creator has this role. Names that this version does not know open nothing.</summary>
    public static IReadOnlySet<ApiKeyScope> LeftTo(this IEnumerable<string> scopes, Role role) =>
        scopes.Select(Parse).OfType<ApiKeyScope>().Where(scope => role.Reaches(scope)).ToHashSet();
}
