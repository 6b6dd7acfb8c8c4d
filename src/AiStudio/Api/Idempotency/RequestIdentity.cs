using System.Security.Cryptography;
using System.Text;
using AiStudio.Platform.Tenancy;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace AiStudio.Api.Idempotency;

/// <summary>What makes two requests the same one: who asks, for which route, under which key; <see cref="Hash"/> tells whether they also say the same.</summary>
internal sealed record RequestIdentity(TenantScope Scope, Guid CallerId, string Route, string Key, byte[] Hash)
{
    public const string Header = "Idempotency-Key";
    public const int LongestKey = 255;
    private const int LongestBoundary = 70;

    /// <summary>Reads the whole body, to disk beyond 64 KiB, and winds it back for whoever comes next.</summary>
    public static async Task<RequestIdentity> OfAsync(HttpContext context, RequestCaller caller, string key, CancellationToken cancellationToken)
    {
        var request = context.Request;
        request.EnableBuffering(bufferThreshold: 64 * 1024);
        var body = BoundaryOf(request) is { } boundary && await HashFormAsync(boundary, request.Body, cancellationToken) is { } form ? form : await HashAsync(request.Body, cancellationToken);
        request.Body.Position = 0;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? request.Path.Value!;
        return new RequestIdentity(caller.Scope, caller.Id, route, key, SHA256.HashData([.. Encoding.UTF8.GetBytes($"{request.Path}{request.QueryString}\n"), .. body]));
    }

    /// <summary>Visible ASCII of a reasonable length: it becomes part of an index.</summary>
    public static bool IsKey(string key) => key.Length is > 0 and <= LongestKey && key.All(c => c is > ' ' and <= '~');

    private static string? BoundaryOf(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) && type.MediaType.Equals("multipart/form-data", StringComparison.OrdinalIgnoreCase)
        && HeaderUtilities.RemoveQuotes(type.Boundary).Value is { Length: > 0 and <= LongestBoundary } boundary ? boundary : null;

    // A form is what its parts are: clients make up another boundary each time they send it. Null for one that cannot be read.
    private static async Task<byte[]?> HashFormAsync(string boundary, Stream body, CancellationToken cancellationToken)
    {
        using var form = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            var parts = new MultipartReader(boundary, body);
            while (await parts.ReadNextSectionAsync(cancellationToken) is { } part)
            {
                form.AppendData(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', part.Headers!.Select(header => $"{header.Key.ToLowerInvariant()}: {header.Value}")))));
                form.AppendData(await SHA256.HashDataAsync(part.Body, cancellationToken));
            }

            return form.GetHashAndReset();
        }
        catch (Exception failure) when (failure is InvalidDataException || (failure is IOException and not BadHttpRequestException))
        {
            body.Position = 0;
            return null;
        }
    }

    private static async Task<byte[]> HashAsync(Stream body, CancellationToken cancellationToken)
    {
        try
        {
            return await SHA256.HashDataAsync(body, cancellationToken);
        }
        catch (IOException failure) when (failure is not BadHttpRequestException)
        {
            // Chunks that are none: the server says so with a plain failure to read.
            throw new BadHttpRequestException("The request body is not well-formed.", failure);
        }
    }
}
