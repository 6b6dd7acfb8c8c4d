using AiStudio.Platform.Results;

namespace AiStudio.Api.Contract;

/// <summary>A body that was read, or the reason why it could not be.</summary>
internal interface IReadBody
{
    Error? Problem { get; }
}
