using System.Reflection;
using System.Text.Json;
using AiStudio.Platform.Results;
using Microsoft.AspNetCore.Http.Json;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;

namespace AiStudio.Api.Contract;

/// <summary>
/// A JSON body. What is wrong with it is told to the program that sent it, by place: the framework would say 400 and nothing else.
/// Routes under <see cref="ManagementRoutes"/> are not called with a body that could not be read.
/// </summary>
internal sealed class Body<T> : IReadBody, IBindableFromHttpContext<Body<T>>, IEndpointParameterMetadataProvider
    where T : class
{
    private readonly T? _value;

    private Body(T? value, Error? problem) => (_value, Problem) = (value, problem);

    public Error? Problem { get; }

    public T Value => _value ?? throw new InvalidOperationException("The body could not be read, and nobody looked.");

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (!context.Request.HasJsonContentType())
            return Unreadable("Send the body as application/json.");
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        try
        {
            return await context.Request.ReadFromJsonAsync<T>(options, context.RequestAborted) is { } value
                ? new Body<T>(value, null)
                : Unreadable("The body is a JSON object.");
        }
        catch (JsonException failure)
        {
            return Unreadable(failure.Path is { Length: > 1 } path
                ? $"“{path[2..]}” is missing or not what it should be, at line {failure.LineNumber + 1}."
                : "The body is not a JSON object as /openapi/v1.json describes it.");
        }
        // Chunks that are none: the server says so with a plain failure to read. What it knows better, as a body that is too large, it says itself.
        catch (IOException failure) when (failure is not BadHttpRequestException)
        {
            return Unreadable("The body did not arrive whole.");
        }
        // A charset that there is none of, or text that is not in the one it names.
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException or NotSupportedException)
        {
            return Unreadable("Send the body as application/json in UTF-8.");
        }
    }

    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata(["application/json"], typeof(T)));

    private static Body<T> Unreadable(string message) => new(null, Error.Invalid("body_invalid", message));
}
