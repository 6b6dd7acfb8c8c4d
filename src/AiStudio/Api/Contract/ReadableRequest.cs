using AiStudio.Platform.Results;

namespace AiStudio.Api.Contract;

/// <summary>Nothing runs on a request that could not be read: a body that is none, a page that is none, NUL in the address.</summary>
internal sealed class ReadableRequest : IEndpointFilter
{
    private static readonly Error s_noText = Error.Invalid("text_invalid", "A part of the address holds a character that is no text.");

    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next) =>
        context.Arguments.Select(Problem).FirstOrDefault(problem => problem is not null) is { } found
            ? ValueTask.FromResult<object?>(found.ToProblem(context.HttpContext))
            : next(context);

    private static Error? Problem(object? argument) => argument switch
    {
        IReadBody body => body.Problem,
        PageQuery page => page.Problem,
        string text when text.Contains('\0', StringComparison.Ordinal) => s_noText,
        _ => null,
    };
}
