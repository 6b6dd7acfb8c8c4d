using AiStudio.Gateway;

namespace AiStudio.Features.Models.Health;

/// <summary>Codes of the gateway in a few words.</summary>
internal static class CheckWording
{
    private static readonly Dictionary<string, string> s_words = new()
    {
        [GatewayErrors.ProviderAuthentication.Code] = "Key refused",
        [GatewayErrors.ProviderRateLimited.Code] = "Calls limited",
        [GatewayErrors.ProviderUnavailable.Code] = "Not reachable",
        [GatewayErrors.ProviderTimeout.Code] = "No answer in time",
        [GatewayErrors.ProviderGarbled.Code] = "Not understood",
        [GatewayErrors.ProviderRejected.Code] = "Request rejected",
        [GatewayErrors.StreamInterrupted.Code] = "Answer cut",
        [GatewayErrors.ContextTooLong.Code] = "Messages too long",
        [GatewayErrors.ContentRefused.Code] = "Content refused",
        [GatewayErrors.AddressRefused.Code] = "Address not allowed",
        [GatewayErrors.BudgetExhausted.Code] = "budget is spent",
        [GatewayErrors.LedgerUnavailable.Code] = "ledger does not answer",
        [GatewayErrors.PriceUnknown.Code] = "model has no price",
        [GatewayErrors.TooManyCalls.Code] = "too many calls are running",
    };

    public static string Of(string? code) => code is null ? "" : s_words.GetValueOrDefault(code, code.Replace('_', ' '));
}
