namespace AiStudio.Features.Spend;

/// <summary>What nodes tell one another about money; the payload is the organization's id.</summary>
internal static class SpendTopics
{
    /// <summary>A budget has crossed a line, or the ledger was found wrong. The ledger's functions say the first themselves.</summary>
    public const string Alert = "spend_alert";
}
