using System.Net;
using AiStudio.Platform.Http;
using AiStudio.Platform.Results;
using Microsoft.Extensions.Options;

namespace AiStudio.Features.Knowledge.Sources;

/// <summary>Fetches a public web page or file through the outbound guard: each redirect is looked at like the first address.</summary>
internal sealed class WebPages(OutboundHttp outbound, OutboundGuard guard, IOptions<KnowledgeOptions> options, TimeProvider time)
{
    private const int MostRedirects = 5;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    public async Task<Result<NewFile>> FetchAsync(string address, CancellationToken cancellationToken)
    {
        var parsed = guard.Parse(address);
        if (!parsed.Succeeded)
        {
            return parsed.Error;
        }

        using var limit = new CancellationTokenSource(s_patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await FollowAsync(parsed.Value, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Error.Invalid("page_slow", "The page did not come within 20 seconds. Try again, or save it as a file and add that.");
        }
        catch (Exception ex) when (ex is OutboundRefusedException || ex.InnerException is OutboundRefusedException)
        {
            return Error.Invalid("address_refused", "This installation does not connect to that address. Only public pages can be added, over https.");
        }
        catch (Exception ex) when (ex is HttpRequestException or IOException)
        {
            return Error.Invalid("page_unreachable", "The page could not be reached. Check its address, or save it as a file and add that.");
        }
    }

    private async Task<Result<NewFile>> FollowAsync(Uri asked, CancellationToken cancellationToken)
    {
        var at = asked;
        for (var hop = 0; hop <= MostRedirects; hop++)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, at);
            request.Headers.Add("User-Agent", "AiStudio");
            request.Headers.Add("Accept", "text/html, text/plain, text/markdown, application/pdf, */*;q=0.5");
            using var response = await outbound.SendAsync(request, cancellationToken);
            if (response.StatusCode is >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest && response.Headers.Location is { } location)
            {
                var next = guard.Parse(new Uri(at, location).GetLeftPart(UriPartial.Query));
                if (!next.Succeeded)
                {
                    return next.Error;
                }

                at = next.Value;
                continue;
            }

            if (!response.IsSuccessStatusCode)
            {
                return Error.Invalid("page_refused", $"The page answered with {(int)response.StatusCode}. Check its address, or whether it needs a login.");
            }

            var content = await ReadAsync(response, cancellationToken);
            return content is null
                ? Error.OverLimit("document_too_large", $"A document may have {options.Value.MegabytesPerFile} MB, and this page has more.")
                : new NewFile(NameOf(asked, content), content, ExternalId: asked.AbsoluteUri.Length <= 500 ? asked.AbsoluteUri : null, SourceUrl: asked.AbsoluteUri);
        }

        return Error.Invalid("page_redirects", "The page leads on and on. Add the address where it ends.");
    }

    private async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var most = options.Value.MegabytesPerFile * 1_000_000;
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
        {
            if (content.Length + read > most)
            {
                return null;
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }

    // A page is called by its address: host and path, which is what a reader knows it by.
    private static string NameOf(Uri address, byte[] content)
    {
        var path = address.AbsolutePath.Trim('/').Replace('/', ' ');
        var name = Uri.UnescapeDataString(path.Length == 0 ? address.Host : $"{address.Host} {path}").Replace('/', ' ').Replace('\\', ' ');
        var known = Path.GetExtension(name).ToLowerInvariant() is ".pdf" or ".docx" or ".pptx" or ".xlsx" or ".csv" or ".txt" or ".md" or ".html" or ".htm" or ".eml";
        return known || content.AsSpan().StartsWith("%PDF-"u8) ? name : name + ".html";
    }
}
