namespace AiStudio.Platform.Results;

internal enum ErrorKind
{
    Invalid,
    NotFound,
    Conflict,
    Forbidden,
    OverLimit,

    /// <summary>Somebody else was first: what was read is not what is there now.</summary>
    Stale,
}
