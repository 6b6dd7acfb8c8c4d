using AiStudio.Features.People.ApiKeys;
using AiStudio.Platform.Identity;

namespace AiStudio.Api.Auth;

/// <summary>Of an endpoint: the scope that a key needs there, and the lowest role.</summary>
internal sealed record CallerScope(ApiKeyScope Scope, Role Role);
