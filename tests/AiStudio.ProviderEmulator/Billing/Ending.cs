namespace AiStudio.ProviderEmulator.Billing;

public enum Ending
{
    Running,
    Completed,

    /// <summary>The emulator broke off, as its script said.</summary>
    Cut,
    ClientAborted,

    /// <summary>The model never ran: a status that is not 2xx, or a raw body.</summary>
    Refused,
}
