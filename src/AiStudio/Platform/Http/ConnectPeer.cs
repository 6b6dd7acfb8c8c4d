using System.Net;

namespace AiStudio.Platform.Http;

/// <summary>Opens a connection to exactly this peer.</summary>
internal delegate ValueTask<Stream> ConnectPeer(IPEndPoint peer, CancellationToken cancellationToken);
