using System.Net.Http.Headers;
using System.Text.Json;
using AiStudio.Features.Models;
using AiStudio.Gateway;
using AiStudio.Gateway.Upstream.Wire;
using AiStudio.Platform.Http;
using AiStudio.Platform.Results;

namespace AiStudio.Features.Knowledge.Retrieval.Reranking;

/// <summary>Asks the server of a connection, as Cohere, Jina, vLLM and TEI are asked. Its key is the connection's, and the outbound guard stands in between.</summary>
internal sealed class EndpointReranker(RouteTable routes, OutboundHttp outbound) : IReranker
{
    private const int LargestAnswer = 4 * 1024 * 1024;

    public RerankerKind Kind => RerankerKind.Endpoint;

    public async Task<Result<double[]>> ScoreAsync(
        GatewayCaller caller, RerankerChoice choice, string question, IReadOnlyList<string> texts, ICallBook? calls, CancellationToken cancellationToken)
    {
        var connections = (await routes.RoutesOfAsync(caller.OrganizationId, cancellationToken)).Connections;
        if (connections.FirstOrDefault(one => one.Id == choice.ConnectionId) is not { BaseUrl: { } address } connection)
        {
            return Error.NotFound("rerank_connection_missing", "The connection of the reranker is disabled, or its key cannot be opened.");
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"{address.GetLeftPart(UriPartial.Path).TrimEnd('/')}/rerank"))
        {
            Content = JsonContent.Create(BodyOf(choice.Model, question, texts)),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        RequestDress.Apply(request, connection);
        try
        {
            using var response = await outbound.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                return Error.Invalid("reranker_refused", $"The reranker answered with status {(int)response.StatusCode}.");
            }

            await response.Content.LoadIntoBufferAsync(LargestAnswer, cancellationToken);
            return RerankAnswer.Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), texts.Count) is { } scores ? scores : Garbled;
        }
        catch (Exception failure) when ((failure as OutboundRefusedException ?? failure.InnerException) is OutboundRefusedException)
        {
            return Error.Forbidden("rerank_address_refused", "This installation does not connect to the address of the reranker.");
        }
        catch (JsonException)
        {
            return Garbled;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return Error.Invalid("reranker_unreachable", "The reranker could not be reached, or its answer broke off.");
        }
    }

    private static Error Garbled => Error.Invalid("reranker_garbled", "The reranker sent something that could not be understood.");

    // A server of one model takes TEI's form, one of many the form that Cohere began.
    private static object BodyOf(string? model, string question, IReadOnlyList<string> texts) => model is null
        ? new { query = question, texts, truncate = true }
        : new { model, query = question, documents = texts, top_n = texts.Count };
}
