namespace AiStudio.Platform.Http;

/// <summary>A failure that its caller has been told of already. It goes up only for the server to close the connection, and is no error of this house: it is not logged as one.</summary>
internal abstract class ToldException(string message) : Exception(message);
