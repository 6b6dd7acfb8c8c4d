namespace AiStudio.Platform.Results;

/// <summary>An expected failure: what a program branches on, and what a person reads.</summary>
internal sealed record Error(ErrorKind Kind, string Code, string Message)
{
    public static Error NotFound(string code, string message) => new(ErrorKind.NotFound, code, message);

    public static Error Invalid(string code, string message) => new(ErrorKind.Invalid, code, message);

    public static Error Conflict(string code, string message) => new(ErrorKind.Conflict, code, message);

    public static Error Forbidden(string code, string message) => new(ErrorKind.Forbidden, code, message);

    public static Error Stale(string message) => new(ErrorKind.Stale, "stale", message);

    public static Error OverLimit(string code, string message) => new(ErrorKind.OverLimit, code, message);
}
