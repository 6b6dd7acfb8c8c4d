namespace AiStudio.Platform.Http;

/// <summary>Who can be behind an IP address.</summary>
internal enum AddressReach
{
    /// <summary>Anybody on the internet.</summary>
    Public,

    /// <summary>This machine or this network: reached only where the operator says so.</summary>
    Private,

    /// <summary>Nothing that a server connects to on somebody's behalf: metadata services, link-local, multicast, reserved and tunnelled addresses.</summary>
    Never,
}
