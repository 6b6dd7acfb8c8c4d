using System.Buffers;
using System.Text.Json;
using AiStudio.Api.OpenAi;
using AiStudio.Api.OpenAi.Chat;
using AiStudio.Api.RateLimits;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;

namespace AiStudio.Api.Background;

/// <summary>Answers a chat completion without a connection, on the road that one with a connection takes.</summary>
internal sealed class OfflineChat(KeyedChat keyed, WholeCompletion whole, ApiKeyLookup keys, OfflinePace pace, TimeProvider time)
{
    /// <summary>
    /// The answer, which may be an error. Throws what may pass, so that it can be tried again: a <see cref="GatewayException"/> for an outage or an unreachable ledger,
    /// a cancellation when the work is cut. Throws <see cref="Features.Jobs.JobFailedException"/> when the key opens nothing any more: rights count when the work is done.
    /// </summary>
    public async Task<OfflineAnswer> AnswerAsync(Guid organizationId, BackgroundRequest asked, CancellationToken cancellationToken)
    {
        var grant = await keys.FindAsync(organizationId, asked.ApiKeyId, cancellationToken);
        if (grant is null || !grant.Scopes.Contains(ApiKeyScope.Chat))
            throw new Features.Jobs.JobFailedException("The API key that asked for this has been revoked, is over, or lost the right to chat. Ask again with another one.");
        var charge = await pace.TakeAsync(new RequestCaller(organizationId, grant.Creator.UserId, grant.KeyId), cancellationToken);
        var began = time.GetTimestamp();
        ChatCalls? calls = null;
        try
        {
            var request = await keyed.AdmitAsync(grant, Read(asked), asked.Id, cancellationToken);
            calls = ChatCalls.Of(grant, request, asked.Id, asked.CallId, deadline: null);
            var responses = await whole.CompleteAsync(request, calls, cancellationToken);
            // One that was stopped is no answer.
            if (calls.Made.Any(call => call.Ending == CallEnding.Stopped))
                throw new OperationCanceledException(cancellationToken);
            var body = new ArrayBufferWriter<byte>();
            whole.Write(body, request, responses, calls);
            return new(StatusCodes.Status200OK, body.WrittenSpan.ToArray(), calls.Answering[0].Id, HeadersOf(calls, began));
        }
        catch (RefusedRequestException refused)
        {
            return Failed(refused.Error, calls, began);
        }
        catch (GatewayException failure) when (!MayPass(failure.Error))
        {
            return Failed(OpenAiErrors.Of(failure), calls, began);
        }
        finally
        {
            await charge.SettleAsync(calls?.Made ?? []);
        }
    }

    // It was found in order when it came.
    private static ChatRequest Read(BackgroundRequest asked)
    {
        using var document = JsonDocument.Parse(asked.Body, RequestBody.Options);
        var request = ChatRequestReader.Read(RequestObject.ObjectOf(document.RootElement, ""));
        return request with { Stream = false, IncludeUsage = false, Caching = request.Caching.Or(asked.CacheSeconds is { } seconds ? TimeSpan.FromSeconds(seconds) : null) };
    }

    // A whole answer is interrupted by nothing but the end of its node.
    private static bool MayPass(GatewayError error) => error.Outage || error == GatewayErrors.LedgerUnavailable || error == GatewayErrors.StreamInterrupted;

    private OfflineAnswer Failed(OpenAiError error, ChatCalls? calls, long began)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new ResponseJson(body);
        error.Write(json.Writer);
        json.Writer.Flush();
        return new(error.Status, body.WrittenSpan.ToArray(), calls is { Answering: [var first, ..] } ? first.Id : null, HeadersOf(calls, began));
    }

    private string HeadersOf(ChatCalls? calls, long began)
    {
        var headers = new HeaderDictionary();
        if (calls is { Answering: { Count: > 0 } answering })
        {
            CallHeaders.WriteStart(headers, answering);
            CallHeaders.WriteEnd(headers, calls.Made, time.GetElapsedTime(began));
        }

        return JsonSerializer.Serialize(headers.ToDictionary(header => header.Key, header => header.Value.ToString()));
    }
}
