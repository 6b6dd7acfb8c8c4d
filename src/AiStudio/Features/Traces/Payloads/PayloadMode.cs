namespace AiStudio.Features.Traces.Payloads;

/// <summary>How much of what is said is kept.</summary>
internal enum PayloadMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Without what names or opens somebody.</summary>
    Redacted,

    /// <summary>As it was.</summary>
    Full,
}
