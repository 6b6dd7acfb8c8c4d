namespace AiStudio.ProviderEmulator.Scripting;

public enum FaultKind
{
    /// <summary>The HTTP response ends properly, but what should follow never comes.</summary>
    End,

    /// <summary>TCP FIN in the middle of the HTTP response.</summary>
    Fin,

    /// <summary>TCP RST.</summary>
    Reset,

    /// <summary>Nothing more is sent until the client leaves.</summary>
    Hang,

    /// <summary>An error event in the protocol's form, then the end; before the first byte, status 500.</summary>
    Error,

    /// <summary><see cref="Fault.Text"/> is put on the wire as it is, then the answer goes on.</summary>
    Insert,
}
