using AiStudio.Api.Auth;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>The calls that one request makes, those for each of its answers apart: each is held, recorded and settled by itself.</summary>
/// <param name="turn">What the answer is watched under.</param>
/// <param name="make">Makes a call, by its number from 0 on.</param>
/// <param name="choices">How many answers are asked for.</param>
internal sealed class ChatCalls(Guid turn, Func<byte, GatewayCall> make, int choices = 1)
{
    public IReadOnlyList<ChoiceCalls> Choices { get; } = [.. Enumerable.Range(0, choices).Select(index => new ChoiceCalls(index, make))];

    /// <summary>All that were made, answer by answer.</summary>
    public IReadOnlyList<GatewayCall> Made => Choices is [var only] ? only.Made : [.. Choices.SelectMany(choice => choice.Made)];

    /// <summary>The call that gives each answer, in their order; none for an answer that was not begun.</summary>
    public IReadOnlyList<GatewayCall> Answering => [.. Choices.Where(choice => choice.Made.Count > 0).Select(choice => choice.Made[^1])];

    public Guid TurnId => turn;

    /// <param name="grant">The key that pays.</param>
    /// <param name="request">What is asked.</param>
    /// <param name="turn">What the answer is watched under.</param>
    /// <param name="idOf">The id of each call, by its number.</param>
    /// <param name="deadline">How long each may take.</param>
    public static ChatCalls Of(ApiKeyGrant grant, ChatRequest request, Guid turn, Func<byte, Guid> idOf, TimeSpan? deadline) => new(
        turn,
        number => new GatewayCall(grant.CallerFor(request.Feature ?? FeatureTag.Default), request.Model, idOf(number))
        {
            Deadline = deadline,
            Fallbacks = request.Fallbacks,
            PromptVersionId = request.PromptVersionId,
            Context = request.Context,
            EndUser = request.EndUser,
            Choice = ChoiceCalls.IndexOf(number),
            Cache = request.Caching.PolicyFor(grant),
        },
        request.Choices);
}
