using AiStudio.Api.Auth;
using AiStudio.Api.Background;
using AiStudio.Api.Idempotency;
using AiStudio.Api.RateLimits;
using AiStudio.Api.Resume;

namespace AiStudio.Api.OpenAi.Chat;

/// <summary>
/// <c>POST /v1/chat/completions</c>: read, check the key's models, and answer whole, as a stream, or in the background.
/// A stream can be watched again under its <c>x-turn-id</c>, which stays the same when a request under a key is run again.
/// </summary>
internal sealed class ChatCompletionsEndpoint(KeyedChat keyed, WholeCompletion whole, StreamedCompletion streamed, BackgroundAnswers background, AnswerTapes tapes)
{
    public async Task HandleAsync(HttpContext context)
    {
        var grant = context.KeyGrant();
        var (request, json) = await RequestBody.ReadAsync(
            context.Request, body => (ChatRequestReader.Read(body), BackgroundAnswers.IsAskedFor(context.Request, body) ? body.Raw : null), context.RequestAborted);
        request = request with { Caching = request.Caching.Or(context.Request.Headers) };
        if (json is not null)
        {
            KeyedChat.Check(grant, request);
            await TokenCharge.GiveBackAsync(context);
            await background.AcceptAsync(context, grant, request, json);
            return;
        }

        var turn = context.EffectId();
        request = await keyed.AdmitAsync(grant, request, turn, context.RequestAborted);
        // A whole answer has come or it has not: there is nothing to go on with, and most calls ask for one.
        await using var tape = request.Stream ? tapes.Begin(context, turn) : null;
        // Without a key the money held for the first call is what says that its answer is being given.
        var calls = ChatCalls.Of(grant, request, turn, number => tape is not null && number == 0 ? turn : context.CallId(number), RequestTimeout.Of(context.Request));
        try
        {
            await (request.Stream ? streamed.AnswerAsync(context, request, calls) : whole.AnswerAsync(context, request, calls));
            if (tape is not null)
                await tape.SendAsync();
        }
        finally
        {
            await TokenCharge.SettleAsync(context, calls.Made);
        }
    }
}
