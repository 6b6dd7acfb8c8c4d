using AiStudio.Api.Auth;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>The calls that one request makes: the first, and one that mends its answer if that is needed.</summary>
/// <param name="turn">What the answer is watched under.</param>
/// <param name="make">Makes a call, by its number from 0 on.</param>
internal sealed class ChatCalls(Guid turn, Func<byte, GatewayCall> make)
{
    private readonly List<GatewayCall> _made = new(2);

    public IReadOnlyList<GatewayCall> Made => _made;

    public Guid TurnId => turn;

    /// <param name="grant">The key that pays.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="turn">What the answer is watched under.</param>
    /// <param name="idOf">The id of each call, by its number.</param>
    /// <param name="deadline">How long each may take.</param>
    public static ChatCalls Of(ApiKeyGrant grant, ChatRequest request, Guid turn, Func<byte, Guid> idOf, TimeSpan? deadline) => new(turn, number =>
        new GatewayCall(grant.CallerFor(request.Feature ?? FeatureTag.Default), request.Model, idOf(number))
        {
            Deadline = deadline,
            Fallbacks = request.Fallbacks,
            PromptVersionId = request.PromptVersionId,
            Context = request.Context,
            EndUser = request.EndUser,
            Cache = request.Caching.PolicyFor(grant),
        });

    public GatewayCall Next()
    {
        _made.Add(make((byte)_made.Count));
        return _made[^1];
    }
}
