namespace AiStudio.Platform.Results;

internal enum ErrorKind
{
    Invalid,
    NotFound,
    Conflict,
    Forbidden,
    OverLimit,
}
