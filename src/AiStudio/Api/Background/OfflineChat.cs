using System.Buffers;
using System.Text.Json;
using AiStudio.Api.OpenAi;
using AiStudio.Api.OpenAi.Chat;
using AiStudio.Features.People.ApiKeys;
using AiStudio.Gateway;
using AiStudio.Gateway.Audit;

namespace AiStudio.Api.Background;

/// <summary>Answers a chat completion without a connection, on the road that one with a connection takes.</summary>
internal sealed class OfflineChat(KeyedChat keyed, WholeCompletion whole, ApiKeyLookup keys)
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
        ChatCalls? calls = null;
        try
        {
            var request = await keyed.AdmitAsync(grant, Read(asked.Body), cancellationToken);
            calls = ChatCalls.Of(grant, request, asked.Id, asked.CallId, deadline: null);
            var response = await whole.CompleteAsync(request, calls, cancellationToken);
            // One that was stopped is no answer.
            if (calls.Made.Any(call => call.Ending == CallEnding.Stopped))
                throw new OperationCanceledException(cancellationToken);
            var body = new ArrayBufferWriter<byte>();
            whole.Write(body, request, response, calls);
            return new(StatusCodes.Status200OK, body.WrittenSpan.ToArray(), calls.Made[^1].Id);
        }
        catch (RefusedRequestException refused)
        {
            return Failed(refused.Error, calls);
        }
        catch (GatewayException failure) when (!MayPass(failure.Error))
        {
            return Failed(OpenAiErrors.Of(failure), calls);
        }
    }

    /// <summary>Reads a request that was found in order when it came.</summary>
    public static ChatRequest Read(ReadOnlyMemory<byte> body)
    {
        using var document = JsonDocument.Parse(body, RequestBody.Options);
        return ChatRequestReader.Read(RequestObject.ObjectOf(document.RootElement, "")) with { Stream = false, IncludeUsage = false };
    }

    // A whole answer is interrupted by nothing but the end of its node.
    private static bool MayPass(GatewayError error) => error.Outage || error == GatewayErrors.LedgerUnavailable || error == GatewayErrors.StreamInterrupted;

    private static OfflineAnswer Failed(OpenAiError error, ChatCalls? calls)
    {
        var body = new ArrayBufferWriter<byte>();
        using var json = new ResponseJson(body);
        error.Write(json.Writer);
        json.Writer.Flush();
        return new(error.Status, body.WrittenSpan.ToArray(), calls is { Made: [.., var last] } ? last.Id : null);
    }
}
