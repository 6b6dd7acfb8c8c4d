using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace AiStudio.Gateway.Upstream;

/// <summary>
/// Last stage: calls the candidate that routing chose. Here, once, faults become entries of the catalogue, text is cleaned,
/// usage is checked, and a stream that ends without saying so is a cut.
/// </summary>
internal sealed class UpstreamChatClient(ProviderClients clients, IOptions<GatewayOptions> options, TimeProvider time) : IChatClient
{
    public async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var tally = new UsageTally(TokenEstimate.Of(prompt, options));
        try
        {
            var response = await ClientOf(call).GetResponseAsync(prompt, Tailored(options!, call, tally), cancellationToken).ConfigureAwait(false);
            if (response.FinishReason is null)
                throw ProviderFaults.Unfinished();
            tally.SawWhole(response);
            foreach (var message in response.Messages)
                ContentCleaner.CleanWhole(message.Contents);
            return response;
        }
        catch (Exception thrown) when (!cancellationToken.IsCancellationRequested)
        {
            throw ProviderFaults.Translate(thrown);
        }
        catch (Exception thrown) when (thrown is not OperationCanceledException)
        {
            throw new OperationCanceledException("The call was cut.", thrown, cancellationToken);
        }
        finally
        {
            call.Usage = tally.Total(wholeLimit: call.MaxOutputTokens ?? 0);
        }
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var call = GatewayChatOptions.CallOf(options);
        var prompt = messages as IReadOnlyList<ChatMessage> ?? [.. messages];
        var tally = new UsageTally(TokenEstimate.Of(prompt, options));
        var cleaner = new ContentCleaner();
        using var pulse = new Pulse(time, cancellationToken);
        try
        {
            var source = ClientOf(call).GetStreamingResponseAsync(prompt, Tailored(options!, call, tally), pulse.Token).GetAsyncEnumerator(pulse.Token);
            await using var closing = source.ConfigureAwait(false);
            while (await NextAsync(source, pulse, tally, cancellationToken).ConfigureAwait(false))
            {
                tally.Saw(source.Current);
                if (cleaner.Clean(source.Current))
                    yield return source.Current;
            }

            if (cleaner.Rest() is { } rest)
                yield return rest;
        }
        finally
        {
            call.Usage = tally.Total(wholeLimit: 0);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private async ValueTask<bool> NextAsync(
        IAsyncEnumerator<ChatResponseUpdate> source, Pulse pulse, UsageTally tally, CancellationToken cancellationToken)
    {
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            pulse.Expect(tally.Begun ? options.Value.IdleTimeout : options.Value.FirstByteTimeout);
            if (await source.MoveNextAsync().ConfigureAwait(false))
                return true;
            if (!tally.Finished)
                throw ProviderFaults.Unfinished();
            return false;
        }
        catch (Exception thrown) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The call was cut.", thrown, cancellationToken);
        }
        catch (Exception) when (tally.Finished)
        {
            // After the finish reason only the usage can still come: what breaks there costs the provider's count, not the answer.
            return false;
        }
        catch (Exception thrown)
        {
            throw pulse.Missed ? ProviderFaults.TimedOut(thrown) : ProviderFaults.Translate(thrown);
        }
        finally
        {
            pulse.Rest();
        }
    }

    private IChatClient ClientOf(GatewayCall call) => clients.ChatFor(call.Served!.Connection);

    private static ChatOptions Tailored(ChatOptions options, GatewayCall call, UsageTally tally)
    {
        var served = call.Served!;
        var tailored = options.Clone();
        tailored.ModelId = served.ModelId;
        tailored.MaxOutputTokens = Budgets.WorstCase.OutputOf(served, tally.Input, call.MaxOutputTokens ?? served.MaxOutputTokens);
        return tailored;
    }
}
