using System.Net;

namespace AiStudio.Platform.Http;

/// <summary>Asks the name service.</summary>
internal delegate Task<IPAddress[]> ResolveHost(string host, CancellationToken cancellationToken);
