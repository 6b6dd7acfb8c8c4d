using AiStudio.Api.Auth;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>The calls that one request makes: the first, and one that mends its answer if that is needed.</summary>
/// <param name="grant">The key that pays.</param>
/// <param name="request">What is asked.</param>
/// <param name="turn">What the answer is watched under.</param>
/// <param name="idOf">The id of each call, from 0 on.</param>
/// <param name="deadline">How long each may take.</param>
internal sealed class ChatCalls(ApiKeyGrant grant, ChatRequest request, Guid turn, Func<byte, Guid> idOf, TimeSpan? deadline)
{
    private readonly List<GatewayCall> _made = new(2);

    public IReadOnlyList<GatewayCall> Made => _made;

    public Guid TurnId => turn;

    public GatewayCall Next()
    {
        var call = new GatewayCall(grant.CallerFor(request.Feature ?? FeatureTag.Default), request.Model, idOf((byte)_made.Count))
        {
            Deadline = deadline,
            Fallbacks = request.Fallbacks,
            PromptVersionId = request.PromptVersionId,
            EndUser = request.EndUser,
            Cache = request.Caching.PolicyFor(grant),
        };
        _made.Add(call);
        return call;
    }
}
